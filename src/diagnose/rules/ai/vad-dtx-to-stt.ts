import { codecIn, isTalk, placeOf, sendersMessage, streamProof } from '../../facts/streams.ts'
import { agentName, agentOf } from '../../facts/voice-agent.ts'
import { rule } from '../../rule.ts'
import { DTX_PAUSES, SHORT_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly agent: string
  readonly codec: string
  readonly noise: number
  readonly pauses: number
  readonly pausedS: number
}

export const vadDtxToStt = rule<'stream', Values>({
  id: 'ai.vad-dtx-to-stt',
  category: 'codec',
  severity: 'medium',
  sources: ['RFC 3389', 'RFC 3551 §4.1', 'RFC 7587 §3.1.3'],
  title: 'Silence suppression towards speech recognition',
  examines: 'stream',
  explains: ['media.comfort-noise', 'media.vad-gaps'],
  issues: ['stt', 'vad', 'endpointing', 'interrupts', 'agent'],
  meaning:
    'The caller’s side leaves silence out. Recognition tells the end of a turn by hearing silence: with no packets it waits too long, or cuts words off where the speech begins again.',
  fires: 'The audio towards the agent has comfort noise packets, or three pauses in which the timestamps run on.',
  quiet: 'Packets that come all the time; the audio that the agent sends; hold and early media.',
  example: ['PT 13 (CN): 41 of 820 packets; 12 pauses of 18.4 s in all'],
  recommendation: 'Switch silence suppression (VAD, DTX) off at the side that sends to the agent.',
  recipe: 'vad',
  verify: 'Verify: packets towards the agent come every 20 ms, in silence too, and none is comfort noise.',
  applies: ({ call }, context) => call !== undefined && agentOf(call, context) !== undefined,
  *check({ stream, call }, context) {
    const agent = call && agentOf(call, context)
    const place = placeOf(stream, call)
    if (!agent || !place || place.by === agent.side || !isTalk(stream, call)) return
    const { comfortNoisePackets: noise, suppressions, suppressedMs } = stream.silence
    if (noise === 0 && suppressions < DTX_PAUSES) {
      if (suppressions > 0 && stream.packets < SHORT_PACKETS) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const codec = codecIn(stream, call)
    const pausedS = suppressedMs / 1000
    const mends = sendersMessage(place)
    yield {
      values: { ...{ noise, codec, pausedS }, agent: agentName(agent), pauses: suppressions },
      proof: [
        streamProof(
          stream,
          `${noise} of ${stream.packets} packets are comfort noise; ${suppressions} pauses of ${pausedS.toFixed(1)} s in all`,
        ),
      ],
      scope: ['towards the agent', codec.toLowerCase()],
      confidence: agent.confidence,
      ...(mends && { mends }),
    }
  },
  detail: ({ agent, codec, noise, pauses, pausedS }) =>
    `The ${codec} audio towards ${agent} pauses ${pauses} ${pauses === 1 ? 'time' : 'times'} for ${pausedS.toFixed(1)} s in all${noise > 0 ? `, with ${noise} packets of comfort noise` : ''}: the end of a turn may be told late or too early. The side that sends leaves silence out; the network loses nothing there, as no number is missing.`,
})
