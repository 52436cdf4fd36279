// A call as SIPp plays it, written down in a line or two a message.

/** One step of a scenario, in SIPp's XML. */
type Step = string

export interface Sdp {
  /** Static payload types and `101`; `PCMU PCMA 101` by default. */
  readonly codecs?: readonly (keyof typeof CODECS)[]
  readonly direction?: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'
  /** Of the origin: it grows with each new offer (RFC 3264 §8). */
  readonly version?: number
  /** SIPp's own port for audio by default. */
  readonly port?: number | string
  /** Where its media comes in, if not on its own host. */
  readonly address?: string
  /** In place of the audio line and what belongs to it. */
  readonly media?: readonly string[]
}

const CODECS = {
  PCMU: [0, 'PCMU/8000'],
  PCMA: [8, 'PCMA/8000'],
  G722: [9, 'G722/8000'],
  CN: [13, 'CN/8000'],
  G729: [18, 'G729/8000'],
  DTMF: [101, 'telephone-event/8000'],
} as const

/** A session description (RFC 8866) of the side that sends it. */
export function sdp({
  codecs = ['PCMU', 'PCMA', 'DTMF'],
  direction,
  version = 1,
  port,
  address,
  media,
}: Sdp = {}): string {
  const used = codecs.map((name) => CODECS[name])
  const audio = [
    `m=audio ${port ?? '[rtpstream_audio_port]'} RTP/AVP ${used.map(([number]) => number).join(' ')}`,
    ...used.map(([number, name]) => `a=rtpmap:${number} ${name}`),
    ...(codecs.includes('DTMF') ? ['a=fmtp:101 0-16'] : []),
    ...(codecs.includes('G729') ? ['a=fmtp:18 annexb=no'] : []),
    'a=ptime:20',
    `a=${direction ?? 'sendrecv'}`,
  ]
  return [
    'v=0',
    `o=- 20518 ${version} IN IP[media_ip_type] [media_ip]`,
    's=-',
    `c=IN IP[media_ip_type] ${address ?? '[media_ip]'}`,
    't=0 0',
    ...(media ?? audio),
  ].join('\n')
}

export interface Message {
  readonly headers?: readonly string[]
  /** A session description, or a body whose Content-Type is among the headers. */
  readonly body?: string
}

/** Processes count their calls alike: their number tells them apart. */
const CALLER_TAG = 'a[pid]-[call_number]'
export const CALLEE_TAG = 'b[pid]-[call_number]'

const FIRST = { from: 'sip:alice@[local_ip]', to: 'sip:[service]@[remote_ip]' }

export interface Request extends Message {
  readonly cseq?: number
  /** Request-URI. */
  readonly uri?: string
  readonly from?: string
  readonly to?: string
  readonly callId?: string
  readonly tag?: string
  readonly expectsNothing?: boolean
}

function message(start: string, lines: readonly string[], { headers = [], body }: Message, attributes: string): Step {
  const typed = headers.some((header) => header.startsWith('Content-Type:'))
  return [
    `  <send${attributes}><![CDATA[`,
    start,
    ...lines,
    ...headers,
    ...(body !== undefined && !typed ? ['Content-Type: application/sdp'] : []),
    'Content-Length: [len]',
    '',
    ...(body === undefined ? [] : [body]),
    '',
    ']]></send>',
  ].join('\n')
}

const CONTACT = '[local_ip]:[local_port];transport=[transport]'

/** A request that begins something: a call, a registration, a subscription, a ping. */
export const begin = (method: string, request: Request = {}): Step =>
  message(
    `${method} ${request.uri ?? 'sip:[service]@[remote_ip]:[remote_port]'} SIP/2.0`,
    [
      'Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch];rport',
      'Max-Forwards: 70',
      `From: <${request.from ?? FIRST.from}>;tag=${request.tag ?? CALLER_TAG}`,
      `To: <${request.to ?? FIRST.to}>`,
      `Call-ID: ${request.callId ?? '[call_id]'}`,
      `CSeq: ${request.cseq ?? 1} ${method}`,
      `Contact: <sip:alice@${CONTACT}>`,
      ...(method === 'INVITE' ? [ALLOWS] : []),
      'User-Agent: SIPp',
    ],
    request,
    ' retrans="500"',
  )

const ALLOWS = 'Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY, SUBSCRIBE, MESSAGE'

/** A request of the caller within the dialog that its INVITE made; expect the 2xx with `expect(200, { routes: true })`. */
export const within = (method: string, request: Request = {}): Step =>
  message(
    `${method} ${request.uri ?? '[next_url]'} SIP/2.0`,
    [
      'Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch];rport',
      '[routes]',
      'Max-Forwards: 70',
      `From: <${request.from ?? FIRST.from}>;tag=${request.tag ?? CALLER_TAG}`,
      `To: <${request.to ?? FIRST.to}>[peer_tag_param]`,
      `Call-ID: ${request.callId ?? '[call_id]'}`,
      `CSeq: ${request.cseq ?? 1} ${method}`,
      ...(TARGETS.has(method) ? [`Contact: <sip:alice@${CONTACT}>`] : []),
    ],
    request,
    method === 'ACK' ? '' : ' retrans="500"',
  )

/** Methods that say where the next request goes (RFC 3261 §12.2). */
const TARGETS = new Set(['INVITE', 'UPDATE', 'REFER', 'SUBSCRIBE', 'NOTIFY'])

/** SIPp counts back in steps: put in place once these are known. */
const OF_INVITE = '[branch of the INVITE]'

/** The ACK of anything but a 2xx, and the CANCEL, belong to the INVITE's transaction: same branch, same Request-URI. */
export const along = (method: 'ACK' | 'CANCEL', { peer = false, cseq = 1 } = {}): Step =>
  message(
    `${method} sip:[service]@[remote_ip]:[remote_port] SIP/2.0`,
    [
      `Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=${OF_INVITE};rport`,
      'Max-Forwards: 70',
      `From: <${FIRST.from}>;tag=${CALLER_TAG}`,
      `To: <${FIRST.to}>${peer ? '[peer_tag_param]' : ''}`,
      'Call-ID: [call_id]',
      `CSeq: ${cseq} ${method}`,
    ],
    {},
    '',
  )

/** What comes as the answer to a request of ours. */
export const expect = (
  status: number,
  { routes = false, optional = false, auth = false, request = '' } = {},
  inside = '',
): Step =>
  `  <recv response="${status}"${request && ` response_txn="${request}"`}${routes ? ' rrs="true"' : ''}${optional ? ' optional="true"' : ''}${auth ? ' auth="true"' : ''}>${inside}</recv>`

/** What rings before the answer. */
export const RINGS: readonly Step[] = [expect(100, { optional: true }), expect(180, { optional: true })]

/** The INVITE that the callee waits for, with so many Vias; what it needs for requests of its own is kept. */
export const called = (method = 'INVITE', vias = 1): Step =>
  `  <recv request="${method}" rrs="true"><action>
    ${kept('.*', 'From:', 'caller')}
    ${kept('.*', 'To:', 'me')}
    ${kept('sip:[^&gt;]*', 'Contact:', 'target')}
    ${Array.from({ length: vias }, (_, i) => kept('.*', 'Via:', `via${i + 1}`, i + 1)).join('\n    ')}
  </action></recv>`

const kept = (regexp: string, header: string, variable: string, occurrence = 1): string =>
  `<ereg regexp="${regexp}" search_in="hdr" header="${header}" occurrence="${occurrence}" check_it="true" assign_to="${variable}"/>`

/** A request of the other side within the dialog. */
export const hears = (method: string): Step => `  <recv request="${method}"></recv>`

/** An answer to the request that came last. `tag` where the To of the request has none. */
export const respond = (status: string, { tag = false, contact = true, ...rest }: Reply = {}): Step =>
  message(
    `SIP/2.0 ${status}`,
    [
      '[last_Via:]',
      ...(tag ? ['[last_Record-Route:]'] : []),
      '[last_From:]',
      `[last_To:]${tag ? `;tag=${tag === true ? CALLEE_TAG : tag}` : ''}`,
      '[last_Call-ID:]',
      '[last_CSeq:]',
      ...(contact && !status.startsWith('100') ? [`Contact: <sip:bob@${CONTACT}>`] : []),
      ...(tag && status.startsWith('2') ? [ALLOWS] : []),
    ],
    rest,
    '',
  )

/** A final response to the INVITE that `called` kept, after other requests have come. */
export const respondToInvite = (status: string, reply: Message = {}, vias = 1): Step =>
  respond(status, { ...reply, contact: status.startsWith('2') })
    .replace('[last_Via:]', Array.from({ length: vias }, (_, i) => `Via:[$via${i + 1}]`).join('\n'))
    .replace('[last_From:]', 'From:[$caller]')
    .replace('[last_To:]', `To:[$me];tag=${CALLEE_TAG}`)
    .replace('[last_CSeq:]', 'CSeq: 1 INVITE')

export interface Reply extends Message {
  /** Where the To of the request has none: true for one of its own, or which. */
  readonly tag?: boolean | string
  readonly contact?: boolean
}

/** A request of the callee within the dialog. */
export const returns = (method: string, request: Request = {}): Step =>
  message(
    `${method} [$target] SIP/2.0`,
    [
      'Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch];rport',
      '[routes]',
      'Max-Forwards: 70',
      `From:[$me];tag=${request.tag ?? CALLEE_TAG}`,
      'To:[$caller]',
      'Call-ID: [call_id]',
      `CSeq: ${request.cseq ?? 1} ${method}`,
      ...(TARGETS.has(method) ? [`Contact: <sip:bob@${CONTACT}>`] : []),
    ],
    request,
    method === 'ACK' ? '' : ' retrans="500"',
  )

export const pause = (ms: number): Step => `  <pause milliseconds="${ms}"/>`

/** Leaves an empty file of that name: who sends the media waits for it. */
export const marks = (name: string): Step => `  <nop><action><exec command="touch ${name}"/></action></nop>`

export const scenario = (name: string, steps: readonly Step[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="${name}">
${steps.map((step, i) => step.replace(OF_INVITE, () => `[branch-${i - lastInvite(steps.slice(0, i))}]`)).join('\n')}
${referenced(steps)}
</scenario>
`

const lastInvite = (steps: readonly Step[]): number => steps.findLastIndex((step) => step.includes('\nINVITE '))

/** SIPp wants each variable used: those that a scenario does not need are named here. */
function referenced(steps: readonly Step[]): string {
  const names = new Set(steps.flatMap((step) => [...step.matchAll(/assign_to="(\w+)"/g)].map(([, name]) => name)))
  return names.size === 0 ? '' : `  <Reference variables="${[...names].join(',')}"/>`
}
