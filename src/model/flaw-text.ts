import type { Flaw, FlawKind } from './flaw.ts'

/** What is said of one, and of several: the count stands before it. */
type Words = readonly [one: string, many: string]

const WORDS: Readonly<Record<FlawKind, Words>> = {
  'compressed-input-cut': [
    'compressed input is damaged or ends too soon: what comes before was read',
    'compressed inputs are damaged or end too soon: what comes before was read',
  ],
  'capture-truncated': ['capture ends in the middle of a packet', 'captures end in the middle of a packet'],
  'capture-record-too-long': [
    'packet record claims more bytes than a packet can have',
    'packet records claim more bytes than a packet can have',
  ],
  'capture-block-invalid': ['block of the capture could not be read', 'blocks of the capture could not be read'],
  'capture-damaged': [
    'place in the capture is damaged: reading went on at the next whole packet',
    'places in the capture are damaged: reading went on at the next whole packet',
  ],
  'capture-packets-dropped': [
    'packet was dropped by the machine that captured: it is missing here, not on the network',
    'packets were dropped by the machine that captured: they are missing here, not on the network',
  ],
  'snaplen-cut': ['packet was cut short when it was captured', 'packets were cut short when they were captured'],
  'container-unsupported': [
    'part of the file is of a form that is not read',
    'parts of the file are of a form that is not read',
  ],
  'link-type-unsupported': ['packet is of a link type that is not read', 'packets are of a link type that is not read'],
  'link-frame-short': ['frame is too short for its link header', 'frames are too short for their link header'],
  'link-frame-encrypted': ['wireless frame is encrypted', 'wireless frames are encrypted'],
  'link-frame-unread': [
    'wireless frame is one of several pieces or holds several packets, and was not read',
    'wireless frames are one of several pieces or hold several packets, and were not read',
  ],
  'ip-header-invalid': [
    'packet has an IP header that contradicts itself',
    'packets have an IP header that contradicts itself',
  ],
  'ip-fragment-ignored': [
    'IP fragment could not be put together with others',
    'IP fragments could not be put together with others',
  ],
  'ip-fragment-overlap': [
    'IP fragment overlaps another of its datagram',
    'IP fragments overlap another of their datagram',
  ],
  'ip-fragments-capped': [
    'IP fragment was let go: too many datagrams in pieces were open at a time',
    'IP fragments were let go: too many datagrams in pieces were open at a time',
  ],
  'tunnel-header-invalid': [
    'packet has a tunnel header that contradicts itself',
    'packets have a tunnel header that contradicts itself',
  ],
  'tunnels-capped': [
    'packet was not read: it lies in more tunnels inside each other than are followed',
    'packets were not read: they lie in more tunnels inside each other than are followed',
  ],
  'hep-invalid': ['HEP packet contradicts itself', 'HEP packets contradict themselves'],
  'hep-payload-unread': [
    'HEP packet carries something else than SIP or media',
    'HEP packets carry something else than SIP or media',
  ],
  'udp-length-invalid': ['UDP datagram has a wrong length', 'UDP datagrams have a wrong length'],
  'tcp-header-invalid': [
    'TCP segment has a header that contradicts itself',
    'TCP segments have a header that contradicts itself',
  ],
  'tcp-segment-partial': ['message on TCP is missing a part', 'messages on TCP are missing a part'],
  'tcp-flows-capped': [
    'TCP connection was let go: there were too many at a time',
    'TCP connections were let go: there were too many at a time',
  ],
  'tcp-segments-missing': [
    'stretch of a TCP connection is not in the capture',
    'stretches of TCP connections are not in the capture',
  ],
  'tcp-overlap-differs': [
    'TCP segment repeats bytes with other contents',
    'TCP segments repeat bytes with other contents',
  ],
  'tcp-octets-capped': [
    'TCP connection was let go: too much was waiting to be put together',
    'TCP connections were let go: too much was waiting to be put together',
  ],
  'sip-octets-skipped': [
    'stretch of a SIP connection belongs to no message',
    'stretches of SIP connections belong to no message',
  ],
  'websocket-frame-invalid': ['WebSocket frame could not be read', 'WebSocket frames could not be read'],
  'websocket-inflate-failed': [
    'WebSocket message could not be decompressed',
    'WebSocket messages could not be decompressed',
  ],
  'tls-record-invalid': ['TLS record or message could not be read', 'TLS records or messages could not be read'],
  'tls-certificate-invalid': ['certificate could not be read', 'certificates could not be read'],
  'tls-not-decrypted': [
    'TLS record could not be decrypted with the keys given',
    'TLS records could not be decrypted with the keys given',
  ],
  'network-facts-capped': [
    'TCP connection, name lookup, keepalive or lost call was not kept: there are more of its kind than are looked at',
    'TCP connections, name lookups, keepalives or lost calls were not kept: there are more of their kind than are looked at',
  ],
  'tls-handshakes-capped': [
    'TLS connection was left out: there were too many',
    'TLS connections were left out: there were too many',
  ],
  'key-log-invalid': ['line of the TLS keys could not be read', 'lines of the TLS keys could not be read'],
  'key-log-capped': ['TLS key was left out: there were too many', 'TLS keys were left out: there were too many'],
  'sip-start-line-invalid': [
    'SIP message was left out: its first line could not be read',
    'SIP messages were left out: their first lines could not be read',
  ],
  'sip-message-partial': ['SIP message is not whole', 'SIP messages are not whole'],
  'sip-header-invalid': ['header line could not be read', 'header lines could not be read'],
  'sip-message-too-long': [
    'SIP message was read only in part: it is too long',
    'SIP messages were read only in part: they are too long',
  ],
  'content-length-wrong': [
    'SIP message has a body of another length than Content-Length says',
    'SIP messages have a body of another length than Content-Length says',
  ],
  'sdp-line-invalid': [
    'line of a session description could not be used',
    'lines of session descriptions could not be used',
  ],
  'rtcp-invalid': ['RTCP packet could not be read', 'RTCP packets could not be read'],
  'rtp-streams-capped': [
    'RTP stream was let go: there were too many at a time',
    'RTP streams were let go: there were too many at a time',
  ],
  'media-flows-capped': [
    'time all TURN channels or DTLS handshakes under way were forgotten: there were too many',
    'times all TURN channels or DTLS handshakes under way were forgotten: there were too many',
  ],
  'stun-exchanges-capped': [
    'STUN message was left out: it goes between two more ports than are listed',
    'STUN messages were left out: they go between more ports than are listed',
  ],
  'dtls-associations-capped': [
    'DTLS record was left out: it is of one association more than is listed',
    'DTLS records were left out: they are of more associations than are listed',
  ],
  'fax-streams-capped': [
    'T.38 packet was left out: it is of one stream more than is listed',
    'T.38 packets were left out: they are of more streams than are listed',
  ],
  'text-line-not-understood': ['line was not understood', 'lines were not understood'],
  'text-encoding-repaired': [
    'line is not UTF-8 and was read as Latin-1',
    'lines are not UTF-8 and were read as Latin-1',
  ],
  'text-line-too-long': ['line was cut: it is too long', 'lines were cut: they are too long'],
  'text-time-invalid': ['time could not be read', 'times could not be read'],
  'text-message-repaired': ['message was repaired', 'messages were repaired'],
  'text-message-repeated': [
    'message stands in the text twice and was counted once',
    'messages stand in the text twice and were counted once',
  ],
  'log-events-capped': [
    'log line about SIP was left out: there were too many',
    'log lines about SIP were left out: there were too many',
  ],
  'capture-duplicate': ['packet was captured twice and counted once', 'packets were captured twice and counted once'],
  'calls-evicted': [
    'call was let go before it was over: there were too many at a time',
    'calls were let go before they were over: there were too many at a time',
  ],
  'call-messages-capped': [
    'message was left out of its call, which has too many',
    'messages were left out of their calls, which have too many',
  ],
  'joined-calls-capped': [
    'call was told of by itself: too many were open that may belong together',
    'calls were told of by themselves: too many were open that may belong together',
  ],
  'registrations-capped': [
    'registration was let go: there were too many at a time',
    'registrations were let go: there were too many at a time',
  ],
  'peers-capped': [
    'request or call was not counted for its host by name: there were too many hosts',
    'requests or calls were not counted for their hosts by name: there were too many hosts',
  ],
  'attempts-capped': [
    'attempt was not counted for what its source does over time: there were too many',
    'attempts were not counted for what their sources do over time: there were too many',
  ],
  'diverted-capped': [
    'redirected call or challenged phone was not looked at: there were too many',
    'redirected calls or challenged phones were not looked at: there were too many',
  ],
  'endpoints-capped': [
    'message came from or went to a host that is not listed: there were too many',
    'messages came from or went to hosts that are not listed: there were too many',
  ],
  'rule-failed': ['rule failed on this input, which is our fault', 'rules failed on this input, which is our fault'],
  'findings-capped': ['finding was left out: there were too many', 'findings were left out: there were too many'],
}

/** Kinds whose example sums up all of them, and is not the first one only. */
const SUMMED: ReadonlySet<FlawKind> = new Set(['text-message-repaired'])

/** A flaw in a sentence without its stop: `4 lines were not understood, the first at line 17: foo`. */
export function flawText({ kind, count, example, where }: Flaw): string {
  const said = `${count} ${WORDS[kind][count === 1 ? 0 : 1]}`
  const rest = example === undefined ? '' : `: ${example}`
  if (where === undefined || SUMMED.has(kind)) return `${said}${rest}`
  return `${said}, ${count === 1 ? '' : 'the first '}at ${where.kind} ${where.number}${rest}`
}
