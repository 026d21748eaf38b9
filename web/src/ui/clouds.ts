/** Two letters, hue and strength of colour of each built-in cloud. */
const clouds: Record<string, { letters: string; hue: number; chroma: number }> = {
  alibaba: { letters: 'AL', hue: 45, chroma: .07 },
  tencent: { letters: 'TC', hue: 215, chroma: .07 },
  huawei: { letters: 'HW', hue: 8, chroma: .07 },
  aws: { letters: 'AW', hue: 80, chroma: .07 },
  azure: { letters: 'AZ', hue: 265, chroma: .07 },
  openstack: { letters: 'OS', hue: 345, chroma: .07 },
  libvirt: { letters: 'KV', hue: 305, chroma: .07 },
  vsphere: { letters: 'VS', hue: 150, chroma: .06 },
  zstack: { letters: 'ZS', hue: 185, chroma: .06 },
  docker: { letters: 'DK', hue: 235, chroma: .06 },
  baremetal: { letters: 'BM', hue: 100, chroma: .015 },
  ssh: { letters: 'SH', hue: 100, chroma: .015 },
}

/** The chip of a cloud; one of a plug-in takes its own letters and a hue hashed from its id. */
export function cloudChip(provider: string, letters?: string) {
  const known = clouds[provider]
  if (known) return known
  let hash = 0
  for (const character of provider) hash = (hash * 31 + character.charCodeAt(0)) >>> 0
  return { letters: (letters ?? provider.slice(0, 2)).toUpperCase(), hue: hash % 360, chroma: .07 }
}
