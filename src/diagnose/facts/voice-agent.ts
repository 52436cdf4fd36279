import { otherParty } from '../../correlate/call-parties.ts'
import { partiesOf } from '../../correlate/parties.ts'
import type { KnownProduct } from '../../correlate/products/catalogue.ts'
import { claimOf, knownBy } from '../../correlate/products/recognise.ts'
import { type VoicePlatform, voicePlatformAt } from '../../correlate/products/voice-platforms.ts'
import { firstValue } from '../../decode/sip/message.ts'
import type { Call, CaptureFacts } from '../../model/call.ts'
import type { Party } from '../../model/call-facts.ts'
import { header, type SipMessage } from '../../model/message.ts'
import type { AnalyzeOptions } from '../../model/options.ts'
import type { RuleContext } from '../rule.ts'
import { lastFew } from './last-few.ts'

/** The end of a call that a machine listens and speaks at. */
export interface VoiceAgent {
  readonly side: Party
  /** Undefined where only those who ask say that there is one. */
  readonly platform: string | undefined
  /** How sure it is that there is one and that it is on this side. */
  readonly confidence: number
}

/** A platform that names itself, or is called by its name; an end that is labelled so; a carrier at the other end; a guess. */
const NAMED = 0.95
const LABELLED = 0.85
const BY_CARRIER = 0.7
const GUESSED = 0.6

/** What people call it. "AI" by itself counts in capitals alone: in French and Portuguese it is a word. */
const WORDS =
  /^ai$|\b(?:my|our|the) ai\b|\bai[ _/-]?(?:voice|agent|bot|assistant|call|phone|receptionist)|voice.?(?:agent|bot|assistant|ai\b)|conversational.?(?:agent|ai\b)/i
const LETTERS = /(?<![’'])\bAI\b/
/** They say that it calls. */
const OUTBOUND = /\boutbound\b|\boutgoing\b|\bdial(?:s|er|ler)?\b/i
/** Carriers that bring calls to agents and take them from there. */
const CARRIERS: ReadonlySet<string> = new Set(['twilio', 'telnyx', 'vonage', 'plivo', 'bandwidth'])
const CARRIER_HOSTS = /[@.](?:twilio|telnyx|vonage|nexmo|plivo|bandwidth)\.com(?=[:;>?\s]|$)/i

/**
 * Which end of the call is a voice agent: by User-Agent, Server, the o= and s= lines and the hosts that the signalling names, by the
 * labels of the endpoints, or because the issue speaks of one. Then it is on the side away from a known carrier, else the callee, or
 * the caller where the issue says outbound. Undefined where nothing tells of one.
 */
export function agentOf(call: Call, { capture, options }: RuleContext): VoiceAgent | undefined {
  return platformIn(call) ?? (speaksOf(options) ? toldAgent(call, capture, options) : undefined)
}

/** How the agent is called in a sentence. */
export const agentName = ({ platform }: VoiceAgent): string => platform ?? 'the voice agent'

/** How who speaks with the agent is called in a sentence. */
export const humanName = ({ side }: VoiceAgent): string => (side === 'callee' ? 'the caller' : 'the person called')

/** Who speaks with the agent. */
export const humanSide = ({ side }: VoiceAgent): Party => otherParty(side)

/** The agent as the signalling alone shows it. Of two the callee: the caller may be the server in front of it. */
export const platformIn = lastFew(({ invite, answer, failure }: Call): VoiceAgent | undefined => {
  const final = answer ?? failure
  const called = (final && platformOf(final)) ?? (invite && calledPlatform(invite))
  if (called) return { side: 'callee', platform: called.name, confidence: NAMED }
  const calling = invite && (platformOf(invite) ?? hostIn(invite, 'from'))
  return calling && { side: 'caller', platform: calling.name, confidence: NAMED }
})

/** The platform whose address an INVITE asks for. */
export const calledPlatform = (invite: SipMessage): VoicePlatform | undefined =>
  (invite.kind === 'request' ? voicePlatformAt(invite.requestUri) : undefined) ?? hostIn(invite, 'to')

/** The platform that wrote a message, by what it says of itself. */
function platformOf(message: SipMessage): Pick<KnownProduct | VoicePlatform, 'name'> | undefined {
  const claim = claimOf(message)
  const { origin, sessionName } = message.description ?? {}
  return (
    agents(claim && knownBy(claim.text)) ??
    agents(origin && knownBy(`o=${origin.username}`)) ??
    agents(sessionName === undefined ? undefined : knownBy(`s=${sessionName}`)) ??
    hostIn(message, 'contact')
  )
}

const agents = (known: KnownProduct | undefined): KnownProduct | undefined =>
  known?.role === 'ai-platform' ? known : undefined

function hostIn(message: SipMessage, name: string): VoicePlatform | undefined {
  const value = firstValue(message, name)
  return value === undefined ? undefined : voicePlatformAt(value)
}

const speaksOf = lastFew(({ issue, endpoints }: AnalyzeOptions): boolean =>
  [issue, ...(endpoints ?? [])].some((text) => text !== undefined && isAgentName(text)),
)

const isAgentName = (text: string): boolean =>
  WORDS.test(text) || LETTERS.test(text) || agents(knownBy(text)) !== undefined

/** Where only words tell of an agent. */
function toldAgent(call: Call, { endpoints }: CaptureFacts, { issue = '' }: AnalyzeOptions): VoiceAgent | undefined {
  const { invite } = call
  if (!invite) return undefined
  const { from, to } = partiesOf(invite)
  for (const { label, endpoint } of endpoints) {
    if (label === undefined || !isAgentName(label)) continue
    const side = endpoint.address === to?.address ? 'callee' : endpoint.address === from?.address ? 'caller' : undefined
    if (side) return { side, platform: undefined, confidence: LABELLED }
  }
  if (!isAgentName(issue)) return undefined
  const carrier = carrierSide(call, invite)
  if (carrier) return { side: otherParty(carrier), platform: undefined, confidence: BY_CARRIER }
  return OUTBOUND.test(issue)
    ? { side: 'caller', platform: undefined, confidence: BY_CARRIER }
    : { side: 'callee', platform: undefined, confidence: GUESSED }
}

/** The side that a carrier is at, as far as it names itself. */
function carrierSide({ answer, failure }: Call, invite: NonNullable<Call['invite']>): Party | undefined {
  const final = answer ?? failure
  if ((final && isCarriers(final)) || CARRIER_HOSTS.test(invite.requestUri)) return 'callee'
  return isCarriers(invite) || CARRIER_HOSTS.test(header(invite, 'from')?.value ?? '') ? 'caller' : undefined
}

function isCarriers(message: SipMessage): boolean {
  const claim = claimOf(message)
  return CARRIERS.has((claim && knownBy(claim.text)?.id) ?? '')
}
