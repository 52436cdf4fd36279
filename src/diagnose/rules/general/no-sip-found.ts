import { rule } from '../../rule.ts'

interface Values {
  readonly packets: number
  readonly rtpPackets: number
  readonly tlsRecords: number
}

export const noSipFound = rule<'capture', Values>({
  id: 'general.no-sip-found',
  category: 'general',
  severity: 'info',
  sources: ['RFC 3261 §7'],
  title: 'No SIP found in the capture',
  examines: 'capture',
  meaning: 'The capture holds no SIP message that can be read; what else it holds was measured.',
  fires: 'A capture without a SIP message that can be read.',
  quiet: 'Any SIP message; text, where the absence of SIP is an error.',
  example: ['packets 600, SIP messages 0, RTP packets 600, RTCP packets 0, TLS records 0'],
  recommendation: '',
  applies: ({ capture }) => capture.kind === 'capture',
  *check({ capture }) {
    const { messages, packets, rtpPackets, rtcpPackets, tlsRecords } = capture
    if (messages > 0) return
    yield {
      values: { packets, rtpPackets, tlsRecords },
      proof: [
        {
          kind: 'aggregate',
          figures: `packets ${packets}, SIP messages 0, RTP packets ${rtpPackets}, RTCP packets ${rtcpPackets}, TLS records ${tlsRecords}`,
        },
      ],
      scope: [],
    }
  },
  detail({ packets, rtpPackets, tlsRecords }) {
    const rtp = rtpPackets === 0 ? 'and none is RTP' : rtpPackets === 1 ? '1 is RTP' : `${rtpPackets} are RTP`
    const tls =
      tlsRecords === 0 ? '' : ` TLS was seen too (records: ${tlsRecords}); it may carry SIP that cannot be read.`
    return `Of ${packets} packets none holds a SIP message that can be read, ${rtp}.${tls}`
  },
})
