import { lineFolding } from '../../../../src/diagnose/rules/compliance/line-folding.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const FOLDED = ladder`
  as raw
  10.0.0.5 > 10.0.0.9 OPTIONS header "Subject: a long\\n subject"`
const QUOTED = {
  ...FOLDED,
  bytes: Buffer.from(Buffer.from(FOLDED.bytes).toString().replace(/^/gm, '> ')),
}

testRule(lineFolding, {
  quiet: {
    'one line each': ladder`10.0.0.5 > 10.0.0.9 OPTIONS header "Subject: a long subject"`,
    'a body with blanks at the beginning of a line': ladder`10.0.0.5 > 10.0.0.9 MESSAGE body "text/plain" "hello\\n  you"`,
  },
  fires: {
    'a subject on two lines': [
      ladder`
        as raw
        10.0.0.5 > 10.0.0.9 OPTIONS header "Subject: a long\\n subject"`,
      { name: 'Subject', what: 'OPTIONS', refused: undefined },
      'low',
    ],
    'in a capture': [
      ladder`0 10.0.0.5 > 10.0.0.9 OPTIONS header "Subject: a long\\n subject"`,
      { name: 'Subject' },
      'low',
    ],
    'it is refused': [
      ladder`
        0   10.0.0.5 > 10.0.0.9 OPTIONS header "Subject: a long\\n subject"
        0.1 10.0.0.9 > 10.0.0.5 400`,
      { refused: 400 },
      'medium',
    ],
  },
  unproven: {
    'mail has wrapped and quoted it': [QUOTED, 'message-cut'],
  },
})
