import { type Ladder, ladder } from './ladder.ts'

/** The two ways of the media of `mediaCall`. */
export const THERE = '192.0.2.10:4000 > 198.51.100.7:5000'
export const BACK = '198.51.100.7:5000 > 192.0.2.10:4000'

interface Said {
  /** Codecs and what else stands behind the port of an m-line. */
  readonly offer?: string
  readonly answer?: string
  /** Seconds after which it is hung up; 0: not in the input. */
  readonly until?: number
}

/**
 * A call from 192.0.2.10:4000 to 198.51.100.7:5000, answered at 0.1 s and acknowledged at 0.2 s, with the lines drawn. Media
 * that begins at odd microseconds shows that the clock of the capture is fine: `0.3013`.
 */
export const mediaCall = (lines: string, { offer = 'PCMU', answer = offer, until = 90 }: Said = {}): Ladder => ladder`
  0   192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 ${offer}
  0.1 198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5000 ${answer}
  0.2 192.0.2.10 > 198.51.100.7 ACK
  ${lines}
  ${until > 0 ? `${until} 192.0.2.10 > 198.51.100.7 BYE\n${until + 0.1} 198.51.100.7 > 192.0.2.10 200 BYE` : '# goes on'}`

/** RTP of the caller, as `rtp` lines say it; `at` seconds. */
export const there = (rtp: string, at = 0.3013): string => `${at} ${THERE} rtp ${rtp}`
export const back = (rtp: string, at = 0.3013): string => `${at} ${BACK} rtp ${rtp}`

/** Sender reports of the caller, each answered `callee` ms after it passed the tap; and the other way `caller` ms. */
export const trips = (callee: number, caller: number, count = 4): string =>
  Array.from({ length: count }, (_, i) => {
    const at = 2 + 2 * i
    return [
      `${at} 192.0.2.10:4001 > 198.51.100.7:5001 rtcp sr ntp ${at}`,
      `${at + (callee + 5) / 1000} 198.51.100.7:5001 > 192.0.2.10:4001 rtcp rr answers ${at} after 5`,
      `${at + 0.9} 198.51.100.7:5001 > 192.0.2.10:4001 rtcp sr ntp ${at + 0.9}`,
      `${at + 0.9 + (caller + 5) / 1000} 192.0.2.10:4001 > 198.51.100.7:5001 rtcp rr answers ${at + 0.9} after 5`,
    ].join('\n')
  }).join('\n')
