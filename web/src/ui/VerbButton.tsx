import { Button, type ButtonProps } from 'antd'
import type { Verdict } from '../lib/can'
import './verb-button.css'

/** A button that stays focusable when it may not be pressed, and says why. */
export function VerbButton({ verdict, onClick, children, ...rest }: Omit<ButtonProps, 'disabled' | 'onClick' | 'title'> & { verdict: Verdict; onClick: () => void }) {
  return (
    <Button {...rest} aria-disabled={!verdict.ok} className={`${rest.className ?? ''} ${verdict.ok ? '' : 'is-refused'}`}
      title={verdict.ok ? undefined : verdict.reason} aria-description={verdict.ok ? undefined : verdict.reason} onClick={verdict.ok ? onClick : undefined}>
      {children}
    </Button>
  )
}
