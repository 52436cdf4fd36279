import type { Reason } from '../../decode/sip/values/reason.ts'
import { headerValues } from '../../decode/sip/values.ts'
import { header, type SipMessage, type SipResponse } from '../../model/message.ts'
import { q850Meaning } from '../../model/q850.ts'
import type { Fault, Proof } from '../rule.ts'
import { durationText } from './durations.ts'
import { q850Of, reasonsOf } from './reason.ts'
import type { Refusal } from './refusals.ts'
import type { Standing, StandingKind } from './standing.ts'

/** What is told of a refusal, whatever its status. Strangers' words are cut to a sane length. */
export interface Told {
  readonly method: string
  readonly status: number
  readonly phrase: string
  /** The Request-URI; undefined where the request is not in the input. */
  readonly target: string | undefined
  /** Product and address of who answered, as claimed; empty where neither is known. */
  readonly author: string
  readonly afterMs: number | undefined
  readonly q850: number | undefined
  /** What Reason and Warning say, in words. */
  readonly said: string
  readonly retryAfterS: number | undefined
  readonly passedOnAs: string | undefined
  readonly kind: StandingKind
}

export const clip = (text: string, length = 120): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`
}

export function toldOf({ response, request, method, passedOnAs }: Refusal, { kind }: Standing): Told {
  const { status, reason, at } = response
  return {
    ...{ method, status, kind },
    phrase: clip(reason, 60),
    target: request && clip(request.requestUri),
    author: authorOf(response),
    afterMs: at === undefined || request?.at === undefined ? undefined : (at - request.at) / 1000,
    q850: q850Of(response),
    said: saidBy(response),
    retryAfterS: headerValues(response, 'retry-after')[0]?.seconds,
    passedOnAs: passedOnAs && clip(`${passedOnAs.status} ${passedOnAs.reason}`, 60),
  }
}

/** Server or User-Agent, and the address; as claimed. */
export function authorOf(message: SipMessage): string {
  const product = (header(message, 'server') ?? header(message, 'user-agent'))?.value
  const address = message.source?.address
  return [product && clip(product, 80), address].filter(Boolean).join(' at ')
}

/** A response that stands alone may have refused a re-INVITE (RFC 3261 §14.1): a strong inference, no observation. */
const ALONE_CONFIDENCE = 0.7

/** The parts of a fault that all refusals have in common; `scope` adds to status, method and kind. */
export function refusalFault(refusal: Refusal, standing: Standing, scope: readonly string[] = []) {
  const { response, request, method } = refusal
  const { kind, ...severity } = standing
  return {
    proof: refusalProof(refusal),
    scope: [String(response.status), method, kind, ...scope],
    severity,
    mends: response,
    ...(!request && { confidence: ALONE_CONFIDENCE }),
  } satisfies Partial<Fault<unknown>>
}

const TELLING = ['reason', 'warning', 'retry-after', 'server']

/** The status line, the request line, and what the response says of its reason. */
export function refusalProof({ response, request }: Refusal, ...more: readonly string[]): readonly [Proof, ...Proof[]] {
  const lines = [...TELLING, ...more].flatMap((name): Proof[] => {
    const found = header(response, name)
    return found ? [{ message: response, header: found }] : []
  })
  return [{ message: response }, ...(request ? [{ message: request }] : []), ...lines]
}

/** What happened, in one to three sentences, and `meaning` after it. */
export function tell(told: Told, meaning: string | undefined): string {
  const { method, status, phrase, target, author, passedOnAs, said, retryAfterS } = told
  const what =
    target === undefined
      ? `${method === 'INVITE' ? 'An' : 'A'} ${method} that is not in the input`
      : `${method} ${target}`
  const who = author ? ` by ${author}` : ''
  const instead = passedOnAs ? ` The client was told ${passedOnAs} in its place.` : ''
  const wait = retryAfterS === undefined ? '' : ` It asks to be left alone for ${retryAfterS} s.`
  return [`${what} was answered with ${`${status} ${phrase}`.trim()}${who}.${said}${instead}${wait}`, meaning ?? '']
    .join(' ')
    .trim()
}

/** `, 32.0 s after it was sent`, or nothing. */
export const afterText = ({ afterMs }: Told): string =>
  afterMs === undefined ? '' : `, ${durationText(afterMs)} after it was sent`

/** The words of Reason and Warning as sentences, each with a blank before it; empty without them. */
function saidBy(response: SipResponse): string {
  const reasons = reasonsOf(response).slice(0, 3).map(reasonText)
  const asterisk = reasons.length === 0 ? asteriskCause(response) : ''
  const warnings = headerValues(response, 'warning')
    .slice(0, 3)
    .map(({ code, text }) => {
      const meaning = WARNINGS[code]
      const words = text ? `: "${clip(text)}"` : ''
      return ` Warning ${code}${meaning ? ` (${meaning})` : ''}${words}.`
    })
  return [...reasons, asterisk, ...warnings].join('')
}

/** A Reason as a sentence with a blank before it. */
export function reasonText({ protocol, cause, text }: Reason): string {
  const named = cause === undefined ? protocol : `${protocol} cause ${cause}`
  const meaning = protocol === 'Q.850' && cause !== undefined ? q850Meaning(cause) : undefined
  return ` It gives ${named}${meaning ? ` (${meaning})` : ''}${text ? `: "${clip(text)}"` : ''}.`
}

/** The hang-up cause that Asterisk adds in headers of its own. */
function asteriskCause(response: SipResponse): string {
  const cause = q850Of(response)
  return cause === undefined
    ? ''
    : ` It gives hang-up cause ${cause}${q850Meaning(cause) ? ` (${q850Meaning(cause)})` : ''}.`
}

/** RFC 3261 §20.43 and the IANA registry of warning codes. */
const WARNINGS: Readonly<Record<number, string>> = {
  300: 'incompatible network protocol',
  301: 'incompatible network address formats',
  302: 'incompatible transport protocol',
  303: 'incompatible bandwidth units',
  304: 'media type not available',
  305: 'incompatible media format',
  306: 'attribute not understood',
  307: 'session description parameter not understood',
  308: 'incompatible source filter',
  330: 'multicast not available',
  331: 'unicast not available',
  370: 'insufficient bandwidth',
  399: 'miscellaneous',
}

/** What a status says of the request, in general. */
export const meaningOf = (status: number): string | undefined => MEANINGS[status]

/** What to do about it, in general. */
export const remedyOf = (status: number): string => REMEDIES[status] ?? GENERAL

const GENERAL = 'Look into the log of the side that answered, at that moment: it names the reason.'

const MEANINGS: Readonly<Record<number, string>> = {
  300: 'The number can be reached in more than one place, which the client has to choose from.',
  301: 'The user has moved for good: the Contact names the new place.',
  302: 'The call is to go to the Contact named, this time.',
  305: 'The call must go through the proxy that the Contact names.',
  380: 'The call cannot be set up, but another service can be used.',
  400: 'The answering side could not read the request, or uses 400 for whatever it does not want.',
  402: 'The answering side wants to be paid first: the credit of the account is used up.',
  403: 'The answering side understood the request and forbids it.',
  404: 'The user or number is not known where the request was sent.',
  405: 'The answering side knows this method and does not take it here.',
  406: 'The answering side can give no body of a type that the Accept header allows.',
  408: 'Nobody further on answered in time.',
  409: 'The request conflicts with what is there already.',
  410: 'The number is no longer in use.',
  412: 'A condition in the request is not met: the state it refers to is gone.',
  413: 'The body is too large for the answering side.',
  414: 'The Request-URI is too long for the answering side.',
  415: 'The answering side does not support the type of the body.',
  416: 'The answering side does not take this scheme of URI.',
  417: 'The answering side does not know this resource priority.',
  420: 'The answering side does not support a SIP extension that the request requires.',
  421: 'The answering side insists on a SIP extension that the request does not offer.',
  422: 'The session interval offered is shorter than the answering side allows.',
  423: 'The expiry asked for is shorter than the answering side allows.',
  424: 'The location conveyed with the request cannot be used.',
  428: 'The answering side takes only calls that are signed.',
  429: 'The referrer has to be identified.',
  433: 'The answering side takes no anonymous calls.',
  436: 'The certificate that the Identity header points at could not be fetched.',
  437: 'The certificate of the signature is not one that the verifier accepts, or has expired.',
  438: 'The signature of the call does not fit it, or cannot be read.',
  439: 'The first hop does not support outbound connections (RFC 5626).',
  440: 'The request was forked into more branches than allowed.',
  469: 'The INFO package is not one the answering side has declared.',
  470: 'The answering side needs consent of the recipient first.',
  480: 'The user is not reachable at the moment.',
  481: 'The answering side knows no such dialog or transaction.',
  482: 'The request came back to a server that it had passed already.',
  483: 'The request passed too many servers: it runs in a circle.',
  484: 'The number is not complete.',
  485: 'The address is ambiguous.',
  486: 'The user is busy.',
  487: 'The request was ended before it was answered.',
  488: 'The answering side does not accept the media offered.',
  489: 'The answering side does not know this event package.',
  491: 'Another change of the session was under way.',
  493: 'The answering side could not decrypt the body.',
  494: 'The answering side insists on a security agreement first.',
  500: 'The server met an error of its own: a script or dialplan that failed, or a CSeq that was out of order.',
  501: 'The answering side does not implement this method.',
  502: 'A gateway got an invalid answer from further down.',
  503: 'The server is overloaded, in maintenance, or has nothing left to route to.',
  504: 'The server waited in vain for another one: a name lookup, a database or the next hop.',
  505: 'The server does not support this version of SIP.',
  513: 'The message is too large for the answering side.',
  555: 'The server supports no push notification for this service.',
  580: 'A quality-of-service precondition could not be met.',
  600: 'The user is busy everywhere.',
  603: 'The called party declined the call.',
  604: 'The answering side says that this number exists nowhere.',
  606: 'The user wants to talk, but no device of theirs accepts the media offered.',
  607: 'The called party does not want calls from this caller.',
  608: "An intermediary blocked the call on the called party's behalf.",
}

const REMEDIES: Readonly<Record<number, string>> = {
  400: 'Compare the request with one that works: malformed headers, Content-Length and SDP syntax are the usual reasons.',
  402: 'Top up the account at the carrier, or raise its limit.',
  404: 'Check the number format in the Request-URI (E.164 with +, prefixes) and that the user exists or is registered at that domain.',
  410: 'Correct the number, or the route that leads to it.',
  414: 'Shorten the Request-URI: strip parameters and headers that the next hop does not need.',
  424: 'Correct the Geolocation header or the location document it refers to.',
  433: 'Present a caller ID on this trunk: From and P-Asserted-Identity with a number, without Privacy: id.',
  484: 'Send the whole number at once, or correct the digit map.',
  485: 'Address one of the users whom the Contact headers name.',
  493: 'Send the body unencrypted, or encrypt it for a certificate that the answering side has.',
  500: 'Look into the log of the server that answered, at that moment: the dialplan or script that handled this request failed.',
  502: 'Check the gateway that answered and what stands behind it.',
  503: 'Check load, licences and the trunk state of the server that answered, and let the client fail over to another one.',
  504: 'Check what the answering server waits for: DNS, databases and the next hop it routes to.',
  505: 'Let the client send SIP/2.0; something on the way mangles the start line.',
  555: 'Register without push parameters in the Contact (RFC 8599), or at a proxy that supports push.',
  580: 'Offer the call without preconditions, or provide the resources they ask for.',
  604: 'Check the number and its format in the Request-URI, and what a Diversion header changes about the route.',
}
