import { expect } from 'vitest'
import { deadAir } from '../../../../src/diagnose/rules/ai/dead-air.ts'
import { BACK, back, mediaCall, there } from '../../../support/media-call.ts'
import { talkCall, UNHEARD } from '../../../support/talk-call.ts'
import { testRule } from '../../../support/test-rule.ts'

const NOISY = { agentSound: 'hiss -65', seconds: 22 }
/** The agent’s packets stop at 5.3 s and go on at 12.3 s, `missing` numbers later. */
const stops = (missing: number) =>
  mediaCall(
    `issue "voice agent"
    ${there('PCMU 800 talk 3-5 voice 1')}
    ${back('PCMU 250 talk 0-2 voice 2 ssrc 7')}
    12.3013 ${BACK} rtp PCMU 200 talk 0-2 voice 2 ssrc 7 seq ${350 + missing} stamp ${1000 + 160 * 600}`,
    { until: 17 },
  )

testRule(deadAir, {
  quiet: {
    'replies after three seconds': talkCall({ agent: '0-2,8-10', human: '3-5', seconds: 14 }),
    'just below four': talkCall({ agent: '0-2,8.8-10', human: '3-5', seconds: 14 }),
    'noise for just below six': talkCall({ agent: '0-2,10.8-12', human: '3-5', ...NOISY }),
    'silence after its own words': talkCall({ agent: '0-2,20-22', human: '', seconds: 24 }),
    'a late greeting': talkCall({ agent: '12-14', human: '3-5', seconds: 16 }),
    'the agent hangs up': talkCall({ agent: '0-2', human: '3-5', seconds: 14, hangUp: 'agent' }),
    'the capture ends': talkCall({ agent: '0-2', human: '3-5', seconds: 14, hangUp: 'nobody' }),
    'keys are pressed': talkCall({
      ...{ agent: '0-2,11-12', human: '3-5', seconds: 14 },
      lines: '7.0017 192.0.2.10:4000 > 198.51.100.7:5000 dtmf 12',
    }),
    'a transfer': talkCall({
      ...{ agent: '0-2,5.3-6', human: '3-5', seconds: 20 },
      lines:
        '7 198.51.100.7 > 192.0.2.10 REFER header "Refer-To: <sip:carol@example.com>"\n7.1 192.0.2.10 > 198.51.100.7 202',
    }),
    'nobody speaks of an agent': talkCall({ agent: '0-2', human: '3-5', seconds: 20, issue: '' }),
    'blotted out on both sides': talkCall({ agent: '', human: '', seconds: 20 }),
  },
  fires: {
    'just above four': [
      talkCall({ agent: '0-2,9.3-11', human: '3-5', seconds: 14 }),
      { times: 1, worst: expect.objectContaining({ instead: 'digital silence', endedBy: 'agent' }), worstAt: '0:05' },
      'high',
    ],
    'noise for just above six': [
      talkCall({ agent: '0-2,11.3-13', human: '3-5', ...NOISY }),
      { times: 1, worst: expect.objectContaining({ instead: 'silence', endedBy: 'agent' }) },
      'high',
    ],
    'until it is hung up': [
      talkCall({ agent: '0-2', human: '3-5', seconds: 12 }),
      { worst: expect.objectContaining({ endedBy: 'hang-up' }) },
      'high',
    ],
    'hello?': [
      talkCall({ agent: '0-2,12-14', human: '3-5,8.5-9', seconds: 16 }),
      { times: 1, worst: expect.objectContaining({ silentMs: expect.closeTo(7000, -3) }) },
      'high',
    ],
    'they may have asked for a moment': [
      talkCall({ agent: '0-2,13-15', human: '3-5,10.5-12.5', seconds: 16 }),
      { worst: expect.objectContaining({ endedBy: 'human' }) },
      'medium',
    ],
    'hung up before long': [
      talkCall({ agent: '0-2', human: '3-5', seconds: 9 }),
      { worst: expect.objectContaining({ endedBy: 'hang-up' }) },
      'medium',
    ],
    'the agent never speaks, and hangs up': [
      talkCall({ agent: '', human: '3-5', seconds: 12, hangUp: 'agent' }),
      { times: 1 },
      'high',
    ],
    'it sends nothing': [stops(0), { worst: expect.objectContaining({ instead: 'no RTP' }) }, 'high'],
    'it was lost': [stops(350), { worst: expect.objectContaining({ instead: 'lost' }) }, 'high'],
  },
  unproven: { ...UNHEARD },
})
