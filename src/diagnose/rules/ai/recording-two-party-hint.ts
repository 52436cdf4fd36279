import { headerValues } from '../../../decode/sip/values.ts'
import type { Call } from '../../../model/call.ts'
import { header, type SipMessage } from '../../../model/message.ts'
import { attributeLine } from '../../facts/sdp-lines.ts'
import { agentName, agentOf } from '../../facts/voice-agent.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly agent: string
  readonly sign: string
}

export const recordingTwoPartyHint = rule<'call', Values>({
  id: 'ai.recording-two-party-hint',
  category: 'compliance',
  severity: 'info',
  sources: ['RFC 7866 §6.1.2', 'RFC 7866 §7.1'],
  title: 'Call with a voice agent is recorded',
  examines: 'call',
  about: { methods: ['INVITE'] },
  issues: ['recording', 'consent', 'compliance', 'agent'],
  meaning: 'The signalling says that the call is recorded. In many places everybody in a call must know, and agree.',
  fires: 'A call with a voice agent has a=record:on in a description, or its INVITE requires siprec.',
  quiet: 'a=record:off and a=recordpref, which is a wish; recording that the signalling does not tell of.',
  example: ['a=record:on'],
  recommendation: '',
  verify: 'Verify: the agent says at the beginning that the call is recorded, and by a machine.',
  applies: ({ call }, context) => agentOf(call, context) !== undefined,
  *check({ call }, context) {
    const agent = agentOf(call, context)
    const sign = signIn(call)
    if (!agent || !sign) return
    yield {
      values: { agent: agentName(agent), sign: sign.text },
      proof: [sign.proof],
      scope: [sign.text],
      confidence: agent.confidence,
      mends: sign.message,
    }
  },
  detail: ({ agent, sign }) =>
    `The call with ${agent} is recorded (${sign}). Where the law asks for the consent of all parties, the agent has to say so and get it first.`,
})

interface Sign {
  readonly message: SipMessage
  readonly text: string
  readonly proof: Proof
}

function signIn({ invite, offerAnswers }: Call): Sign | undefined {
  const required = invite && header(invite, 'require')
  if (invite && required && headerValues(invite, 'require').some((option) => option.toLowerCase() === 'siprec'))
    return { message: invite, text: 'Require: siprec', proof: { message: invite, header: required } }
  for (const { offer, answer } of offerAnswers) {
    for (const side of [offer, answer]) {
      for (const media of side?.description.media ?? []) {
        const line = attributeLine(side!.message, media, 'record')
        if (line?.value?.trim().toLowerCase() === 'on')
          return { message: side!.message, text: 'a=record:on', proof: { message: side!.message, sdp: line } }
      }
    }
  }
  return undefined
}
