import { recordingTwoPartyHint } from '../../../../src/diagnose/rules/ai/recording-two-party-hint.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (more: string, server = 'header "Server: Retell"', invite = '') => ladder`
  192.0.2.5 > 192.0.2.7  INVITE ${invite} sdp audio 192.0.2.5:4000 PCMU
  192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 PCMU ${more} ${server}`

testRule(recordingTwoPartyHint, {
  quiet: {
    'not recorded': call(''),
    'recording is off': call('line "a=record:off"'),
    'a wish': call('line "a=recordpref:on"'),
    'people among themselves': call('line "a=record:on"', ''),
  },
  fires: {
    'a=record:on': [call('line "a=record:on"'), { agent: 'Retell AI', sign: 'a=record:on' }, 'info'],
    'a recording session': [
      call('', 'header "Server: Retell"', 'header "Require: siprec"'),
      { sign: 'Require: siprec' },
      'info',
    ],
  },
})
