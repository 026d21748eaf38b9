import type { Proposal } from '../api/types'

/** What the list shows of the server's proposals, which are as many as fifty. */
export const mostProposals = 12

/** Whether Tab may take the first proposal: something was begun, or only an operator can follow. */
export const isLikely = (proposal: Proposal, caret: number) => proposal.start < caret || proposal.type === 'operator'

/** The text and caret after a proposal was taken; behind a value the next term begins. */
export function applyProposal(text: string, proposal: Proposal): { text: string; caret: number } {
  const inserted = proposal.type === 'value' ? `${proposal.text} ` : proposal.text
  const rest = text.slice(proposal.end)
  const after = proposal.type === 'value' ? rest.replace(/^\s+(?=\S)/, '') : rest
  return { text: text.slice(0, proposal.start) + inserted + after, caret: proposal.start + inserted.length }
}
