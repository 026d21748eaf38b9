import { theme as antdTheme, type ThemeConfig } from 'antd'

/** The two faces of the portal; a person who chose none follows the system. */
export type ThemeName = 'light' | 'dark'

const shared = {
  fontFamily: 'var(--font)', fontFamilyCode: 'var(--font-mono)',
  fontSize: 13, fontSizeSM: 12, fontSizeLG: 15, lineHeight: 20 / 13,
  controlHeight: 30, controlHeightSM: 24, controlHeightLG: 36,
  borderRadius: 6, borderRadiusSM: 4, borderRadiusLG: 8,
  motionDurationFast: '.08s', motionDurationMid: '.14s', motionDurationSlow: '.2s',
  wireframe: false,
}

const light = {
  colorPrimary: '#3056D3', colorInfo: '#3056D3', colorLink: '#2A4EC2',
  colorSuccess: '#0B7A5B', colorWarning: '#B26B00', colorError: '#C2370C',
  colorBgLayout: '#F5F6F8', colorBgContainer: '#FFFFFF', colorBgElevated: '#FFFFFF',
  colorBorder: '#D9DEE6', colorBorderSecondary: '#E7EAEF', colorSplit: '#E7EAEF',
  colorText: '#1A2230', colorTextSecondary: '#4F5B6B', colorTextTertiary: '#5F6B7D', colorTextQuaternary: '#98A2B1',
  colorTextPlaceholder: '#6A7586', colorFillTertiary: '#EFF1F5', colorFillQuaternary: '#F5F6F8',
  boxShadowSecondary: '0 8px 28px rgba(20,30,50,.14), 0 1px 3px rgba(20,30,50,.08)',
}

const dark: typeof light = {
  colorPrimary: '#4466E4', colorInfo: '#4466E4', colorLink: '#93ADFF',
  colorSuccess: '#3CC79A', colorWarning: '#F2BE4A', colorError: '#FF7A5C',
  colorBgLayout: '#0D1015', colorBgContainer: '#14181F', colorBgElevated: '#1B2029',
  colorBorder: '#313A47', colorBorderSecondary: '#232A34', colorSplit: '#232A34',
  colorText: '#E4E8EE', colorTextSecondary: '#A9B4C2', colorTextTertiary: '#8A96A6', colorTextQuaternary: '#5F6B7A',
  colorTextPlaceholder: '#8592A3', colorFillTertiary: '#1F2530', colorFillQuaternary: '#191E26',
  boxShadowSecondary: '0 12px 32px rgba(0,0,0,.5), 0 0 0 1px #2A323D',
}

/** antd's design tokens for one face; the same values stand in tokens.css for our own styles. */
export function themeOf(name: ThemeName): ThemeConfig {
  const isDark = name === 'dark'
  const pick = <T>(inLight: T, inDark: T) => (isDark ? inDark : inLight)
  const accentText = pick('#2A4EC2', '#93ADFF')
  return {
    algorithm: isDark ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
    cssVar: { key: 'yunqiao' },
    hashed: false,
    token: { ...shared, ...pick(light, dark) },
    components: {
      Table: {
        cellPaddingBlock: 7, cellPaddingInline: 10, cellPaddingBlockSM: 5, cellPaddingInlineSM: 8,
        headerBg: pick('#F8F9FB', '#181D25'), headerSortActiveBg: pick('#F8F9FB', '#181D25'), headerSplitColor: 'transparent',
        headerColor: pick('#5F6B7D', '#8A96A6'),
        rowHoverBg: pick('#F6F8FC', '#1A2029'), rowSelectedBg: pick('#EDF2FF', '#1B2748'), borderColor: pick('#EDF0F4', '#20262F'),
      },
      Tabs: {
        horizontalItemPadding: '9px 0', horizontalItemGutter: 22, horizontalMargin: '0',
        itemSelectedColor: accentText, itemHoverColor: accentText, itemActiveColor: accentText,
      },
      Button: {
        fontWeight: 500, paddingInline: 12, defaultShadow: 'none', primaryShadow: 'none', dangerShadow: 'none',
        dangerColor: pick('#FFFFFF', '#2A0E05'), defaultHoverColor: accentText, defaultActiveColor: accentText,
      },
      Card: { bodyPadding: 14, headerHeight: 40 },
      Segmented: { trackPadding: 2, trackBg: pick('#E9ECF1', '#1B212A'), itemSelectedBg: pick('#FFFFFF', '#2C3542') },
      Steps: { iconSize: 22 },
      Drawer: { paddingLG: 20 },
      Modal: { titleFontSize: 15 },
      Form: { itemMarginBottom: 16, verticalLabelPadding: '0 0 4px' },
      Progress: { lineBorderRadius: 2 },
    },
  }
}
