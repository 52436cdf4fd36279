import { leadingNumber, wordsOf } from '../words.ts'

/** `a=candidate` (RFC 8839 §5.1). */
export interface Candidate {
  readonly foundation: string
  /** 1 for RTP, 2 for RTCP. */
  readonly component: number
  /** Lower case: `udp`, `tcp` ... */
  readonly transport: string
  readonly priority: number
  /** IP literal, or a name such as `....local` that hides it (mDNS). */
  readonly address: string
  readonly port: number
  /** Lower case: `host`, `srflx`, `prflx`, `relay`; empty when missing. */
  readonly type: string
  /** Where it was learned from: the base of a reflexive, the mapped address of a relayed candidate. */
  readonly relatedAddress: string | undefined
  readonly relatedPort: number | undefined
  /** `active`, `passive`, `so` (RFC 6544). */
  readonly tcpType: string | undefined
}

/** Words read of one candidate: eight, and some extensions in pairs. */
const MAX_WORDS = 40

export function parseCandidate(value: string): Candidate | undefined {
  const words = wordsOf(value.trim(), MAX_WORDS)
  const [foundation, component, transport, priority, address, port] = words
  if (foundation === undefined || transport === undefined || !address || port === undefined) return undefined
  const extensions = new Map<string, string>()
  for (let i = 6; i + 1 < words.length; i += 2) extensions.set(words[i]!.toLowerCase(), words[i + 1]!)
  return {
    foundation,
    component: numberOf(component),
    transport: transport.toLowerCase(),
    priority: Number(priority) || 0,
    address,
    port: numberOf(port),
    type: extensions.get('typ')?.toLowerCase() ?? '',
    relatedAddress: extensions.get('raddr'),
    relatedPort: extensions.has('rport') ? numberOf(extensions.get('rport')) : undefined,
    tcpType: extensions.get('tcptype')?.toLowerCase(),
  }
}

/** 0 where it is no number. */
const numberOf = (text: string | undefined): number => leadingNumber(text ?? '')?.value ?? 0
