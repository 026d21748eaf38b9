import { expect, test } from 'vitest'
import { cloudChip } from './clouds'

test('a plug-in cloud keeps its letters and always the same hue', () => {
  expect(cloudChip('proxmox', 'px')).toMatchObject({ letters: 'PX' })
  expect(cloudChip('proxmox').hue).toBe(cloudChip('proxmox').hue)
  expect(cloudChip('proxmox').hue).toBeLessThan(360)
})
