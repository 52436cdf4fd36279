import type { StreamRecord } from '../model/events.ts'
import { oneLine } from '../model/printable.ts'
import { speechText } from '../model/speech.ts'
import { MICROS_PER_MS, type Micros } from '../model/time.ts'
import type { LaneList } from './lanes.ts'
import type { LadderSource } from './layout.ts'
import { durationText } from './words.ts'

/** A stream on its way between two columns. */
export interface MediaBar {
  readonly number: number
  readonly at: Micros
  readonly from: number
  readonly to: number
  readonly codec: string
  readonly label: string
  /** The same in fewer letters. */
  readonly brief: string
  readonly detail: string
  readonly poor: boolean
}

/** Loss and a score that a listener notices: about where ITU-T G.113 App. I and G.107 Table B.1 put "some users dissatisfied". */
const POOR_LOSS_PERCENT = 1
const POOR_MOS = 3.6

/** The streams as bars, in order of their first packet. */
export const mediaBars = ({ streams }: Pick<LadderSource, 'streams'>, lanes: LaneList): readonly MediaBar[] =>
  streams
    .toSorted((a, b) => a.firstAt - b.firstAt || a.number - b.number)
    .map((stream) => ({
      number: stream.number,
      at: stream.firstAt,
      from: lanes.mediaPlace(stream.source),
      to: lanes.mediaPlace(stream.destination),
      codec: codecOf(stream),
      label: labelOf(stream),
      brief: briefOf(stream),
      detail: detailOf(stream),
      poor: stream.lossPercent >= POOR_LOSS_PERCENT || (mosOf(stream) ?? 5) < POOR_MOS,
    }))

/** `RTP PCMU, 0.3 % lost, MOS 4.3`. */
const labelOf = (stream: StreamRecord): string =>
  [
    `${stream.secure === true ? 'SRTP' : 'RTP'} ${codecOf(stream)}`,
    `${lossText(stream)} lost`,
    ...scoreOf(stream),
  ].join(', ')

/** `PCMU 0.3 % MOS 4.3`. */
const briefOf = (stream: StreamRecord): string => [codecOf(stream), lossText(stream), ...scoreOf(stream)].join(' ')

const lossText = ({ lossPercent }: StreamRecord): string =>
  `${lossPercent.toFixed(lossPercent > 0 && lossPercent < 1 ? 2 : 1)} %`

function scoreOf(stream: StreamRecord): readonly string[] {
  const mos = mosOf(stream)
  return mos === undefined ? [] : [`MOS ${mos.toFixed(1)}`]
}

/** `1,502 packets in 30.0 s, jitter 2.1 ms, speech 41 % of the time, -23 dBov`. */
function detailOf({ packets, firstAt, lastAt, jitterMs, speech }: StreamRecord): string {
  const jitter = jitterMs === undefined ? '' : `, jitter ${jitterMs.mean.toFixed(1)} ms`
  const said = speech === undefined ? '' : `, ${speechText(speech)}`
  return `${packets.toLocaleString('en-US')} packets in ${durationText((lastAt - firstAt) / MICROS_PER_MS)}${jitter}${said}`
}

/** What most packets carry. */
export function codecOf({ payloadTypes }: Pick<StreamRecord, 'payloadTypes'>): string {
  const most = payloadTypes.toSorted((a, b) => b.packets - a.packets)[0]
  return most === undefined ? '' : oneLine(most.encoding ?? `payload type ${most.payloadType}`)
}

/** How it sounds, from 1 to 5 (ITU-T P.800.1 MOS-CQE); undefined where it could not be rated. */
export const mosOf = ({ quality }: StreamRecord): number | undefined => quality?.mosConversational
