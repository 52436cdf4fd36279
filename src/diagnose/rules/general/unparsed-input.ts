import type { Flaw, FlawKind } from '../../../model/flaw.ts'
import { flawText } from '../../../model/flaw-text.ts'
import { flawProof } from '../../facts/flaw-proof.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly unread: readonly string[]
  readonly text: boolean
}

/** Input that was passed over: lines, frames or octets nobody knows the form of. Cut and damaged input is told elsewhere. */
const UNREAD: ReadonlySet<FlawKind> = new Set<FlawKind>([
  'container-unsupported',
  'link-type-unsupported',
  'link-frame-encrypted',
  'link-frame-unread',
  'hep-invalid',
  'hep-payload-unread',
  'sip-octets-skipped',
  'sip-start-line-invalid',
  'sip-header-invalid',
  'text-line-not-understood',
  'text-line-too-long',
  'text-time-invalid',
])

export const unparsedInput = rule<'capture', Values>({
  id: 'general.unparsed-input',
  category: 'general',
  severity: 'low',
  sources: ['RFC 3261 §7'],
  title: 'Part of the input was not understood',
  examines: 'capture',
  meaning: 'Lines, frames or octets were passed over. What they would have shown is missing from the findings.',
  fires: 'Something in the input is of no form that is known here, and SIP was read all the same.',
  quiet: 'Input that was understood as a whole, blank lines and separators aside.',
  example: ['-- MARK -- something else --'],
  recommendation:
    'Send the SIP messages alone, or the log in the format its program writes, without screenshots and remarks.',
  applies: ({ capture }) => capture.messages > 0,
  *check({ capture }) {
    const [first, ...rest] = capture.flaws.filter(({ kind }) => UNREAD.has(kind))
    if (!first) return
    yield {
      values: { unread: [first, ...rest].map(flawText), text: capture.kind === 'text' },
      proof: [proofOf(first), ...rest.map(proofOf)],
      scope: [capture.kind, ...new Set([first, ...rest].map(({ kind }) => kind))],
    }
  },
  detail: ({ unread }) => `${unread.join('; ')}.`,
  advise: ({ text }) =>
    text
      ? 'Send the SIP messages alone, or the log in the format its program writes, without screenshots and remarks.'
      : 'Capture with tcpdump or Wireshark as pcap or pcapng, on an Ethernet or any interface.',
})

const proofOf = (flaw: Flaw): Proof => flawProof(flaw, flawText(flaw))
