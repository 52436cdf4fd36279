import { bareLf } from '../../../../src/diagnose/rules/compliance/bare-lf.ts'
import { type Ladder, ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

/** The same without carriage returns; a blank instead keeps the lengths of packets. */
const withoutReturns = (drawn: Ladder, instead: string): Ladder => ({
  ...drawn,
  bytes: Buffer.from(Buffer.from(drawn.bytes).toString('latin1').replaceAll('\r\n', `${instead}\n`), 'latin1'),
})

testRule(bareLf, {
  quiet: {
    'CR LF': ladder`0 10.0.0.5 > 10.0.0.9 OPTIONS`,
    'pasted text has lost them anyway': withoutReturns(
      ladder`
      as raw
      10.0.0.5 > 10.0.0.9 OPTIONS`,
      '',
    ),
  },
  fires: {
    'LF alone': [withoutReturns(ladder`0 10.0.0.5 > 10.0.0.9 OPTIONS`, ' '), { what: 'OPTIONS' }, 'low'],
  },
  unproven: {
    'a packet cut within its first line': [ladder`0 10.0.0.5 > 10.0.0.9 OPTIONS cut 32`, 'message-cut'],
  },
})
