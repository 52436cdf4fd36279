import type { CaptureFacts } from '../../../model/call.ts'
import type { Flaw } from '../../../model/flaw.ts'
import { flawProof } from '../../facts/flaw-proof.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly removed: number
  readonly what: 'packets' | 'messages'
}

export const duplicateCapture = rule<'capture', Values>({
  id: 'general.duplicate-capture',
  category: 'general',
  severity: 'info',
  sources: ['RFC 3261 §17'],
  title: 'Captured twice',
  examines: 'capture',
  meaning:
    'The same packets were captured more than once, by a mirror port of both directions or several interfaces. They count once.',
  fires: 'Packets, or pasted messages, were left out because they were there already.',
  quiet: 'Retransmissions, which come later and have another IP identification.',
  example: ['packets captured twice: 4'],
  recommendation: '',
  *check({ capture }) {
    const flaw = duplicatesIn(capture)
    if (!flaw) return
    const what = flaw.kind === 'capture-duplicate' ? 'packets' : 'messages'
    yield {
      values: { removed: flaw.count, what },
      proof: [flawProof(flaw, `${what} captured twice: ${flaw.count}`)],
      scope: [what],
    }
  },
  detail: ({ removed, what }) => `${removed} ${what} were there twice and counted once.`,
  advise: ({ what }) =>
    what === 'packets'
      ? 'Capture on one interface, and mirror one direction of a port only.'
      : 'Paste each message once.',
})

const duplicatesIn = ({ flaws }: CaptureFacts): Flaw | undefined =>
  flaws.find(({ kind }) => kind === 'capture-duplicate') ?? flaws.find(({ kind }) => kind === 'text-message-repeated')
