const longest = 40

/** A value of a change in one short line. */
export const shortText = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text)
