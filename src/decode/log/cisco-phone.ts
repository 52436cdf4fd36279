import { parseEndpoint, parseTransport } from './address.ts'
import { directed, type LogFormat, stateless } from './envelope.ts'
import { findTime } from './time.ts'

/** `JAVA-sipio-sent---> `, `[platform_print_sip_msg] - sipio-recv<--- `. */
const SIPIO = /\bsipio-(sent--->|recv<---)\s{0,3}/
/** `voice- <===== Recv (UDP) [192.0.2.1]:5060 SIP MSG:: `. */
const MPP = /(=====> Send|<===== Recv) \((\w{2,5})\) (\[[^\]\s]{2,60}\]:\d{1,5}) SIP MSG::\s{0,3}/

/**
 * Cisco telephones: the console log of the 7800 and 8800 series, `0611 DEB Dec 21 14:33:00.127717 JAVA-sipio-sent---> INVITE
 * sip:...`, the same words in Jabber's `csf-unified.log`, and the multiplatform phones, which name the peer. The start line
 * follows on the same line; a response may have nothing else. Some write `^M` at line ends. (Cisco's "Troubleshoot One Way
 * Audio on IP Phones 7800/8800", "Jabber: Collect Logs", and the troubleshooting guide of the multiplatform phones.)
 */
export const ciscoPhone: LogFormat = {
  name: 'Cisco phone',
  reader: stateless((line) => {
    const sipio = line.includes('sipio-') ? SIPIO.exec(line) : null
    if (sipio) {
      const messageAt = sipio.index + sipio[0].length
      const time = findTime(line.slice(0, sipio.index))
      return directed(sipio[1] === 'sent--->' ? 'sent' : 'received', {}, { time, transport: undefined, messageAt })
    }
    const mpp = line.includes(' SIP MSG::') ? MPP.exec(line) : null
    if (!mpp) return undefined
    return directed(
      mpp[1] === '=====> Send' ? 'sent' : 'received',
      { peer: parseEndpoint(mpp[3] ?? '') },
      {
        time: findTime(line.slice(0, mpp.index)),
        transport: parseTransport(mpp[2]),
        messageAt: mpp.index + mpp[0].length,
      },
    )
  }),
}
