import type { InsufficientReason } from '../../src/model/finding.ts'
import type { Ladder } from './ladder.ts'
import { back, mediaCall, there } from './media-call.ts'

interface Said {
  /** Turns of either side as `talk` of a ladder draws them; '' for none. */
  readonly human: string
  readonly agent: string
  /** Seconds that both send packets. */
  readonly seconds?: number
  /** After those words of their lines. */
  readonly humanSound?: string
  readonly agentSound?: string
  readonly lines?: string
  readonly issue?: string
  /** Who hangs up half a second after the last packet; nobody is seen to. */
  readonly hangUp?: 'human' | 'agent' | 'nobody'
}

/** A call to a voice agent from 192.0.2.10, in which both speak as drawn. Media begins 0.3 s after the INVITE, 0.2 s after the 200. */
export function talkCall(said: Said): Ladder {
  const { human, agent, seconds = 40, humanSound = '', agentSound = '', lines = '' } = said
  const { hangUp = 'human', issue = 'issue "voice agent"' } = said
  const talk = (turns: string): string => (turns === '' ? 'fill 255' : `talk ${turns}`)
  const end = seconds + 0.8
  const [from, to] = ['198.51.100.7', '192.0.2.10']
  const bye = hangUp === 'agent' ? `${end} ${from} > ${to} BYE\n${end + 0.1} ${to} > ${from} 200 BYE` : ''
  const sent = (turns: string, sound: string): string =>
    `PCMU ${Math.round(seconds * 50)} ${sound.includes('fill') ? '' : talk(turns)} ${sound}`
  return mediaCall(
    [issue, there(sent(human, `voice 1 ${humanSound}`)), back(sent(agent, `voice 2 ${agentSound}`)), lines, bye].join(
      '\n',
    ),
    { until: hangUp === 'human' ? end : 0 },
  )
}

/** Calls to a voice agent whose turns the capture does not show, with the reason. */
export const UNHEARD: Readonly<Record<string, [Ladder, InsufficientReason]>> = {
  'nothing of the agent was captured': [
    mediaCall(`issue "voice agent"\n${there('PCMU 500 hum 85')}`),
    'one-direction-only',
  ],
  'it is encrypted': [
    mediaCall(`issue "voice agent"\n${there('PCMU 500 octets 170')}\n${back('PCMU 500 octets 170')}`),
    'encrypted',
  ],
}
