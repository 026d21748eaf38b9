/** The query of what a person typed in the palette: `#tag` looks for a tag, a query stays one, other words match the name. */
export function searchQuery(text: string): string {
  const typed = text.trim()
  if (typed === '' || typed.startsWith('>') || typed.startsWith('@')) return ''
  if (typed.startsWith('#')) {
    const tag = /^#([\w.:/-]+)(?:=(\S+))?$/.exec(typed)
    return tag ? `tag.${tag[1]}${tag[2] ? `=${tag[2]}` : ''}` : ''
  }
  if (/[:~=<>]/.test(typed)) return typed
  return `name~"${typed.replace(/["\\]/g, '')}"`
}
