import { unparsedInput } from '../../../../src/diagnose/rules/general/unparsed-input.ts'
import { type Ladder, ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const after = (drawn: Ladder, text: string): Ladder => ({
  ...drawn,
  bytes: Buffer.concat([drawn.bytes, Buffer.from(text)]),
})

// It is never unproven: what was passed over was counted.
testRule(unparsedInput, {
  quiet: {
    'all of it is SIP': ladder`10.0.0.5 > 10.0.0.9 OPTIONS`,
    'a capture': ladder`0 10.0.0.5 > 10.0.0.9 OPTIONS`,
  },
  fires: {
    'a line of something else': [
      after(ladder`10.0.0.5 > 10.0.0.9 OPTIONS`, '\n\n%%% 0xdeadbeef <-> something else altogether %%%\n\n'),
      { text: true },
      'low',
    ],
  },
})
