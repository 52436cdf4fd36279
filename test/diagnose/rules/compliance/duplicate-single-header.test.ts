import { duplicateSingleHeader } from '../../../../src/diagnose/rules/compliance/duplicate-single-header.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(duplicateSingleHeader, {
  quiet: {
    'once each': ladder`10.0.0.5 > 10.0.0.9 OPTIONS`,
    'headers that may stand more than once': ladder`10.0.0.5 > 10.0.0.9 OPTIONS header "Accept: a/b" header "Accept: c/d"`,
    'the same line pasted twice': ladder`10.0.0.5 > 10.0.0.9 OPTIONS header "Max-Forwards: 70" header "Max-Forwards: 70"`,
    'a compact and a long form': ladder`10.0.0.5 > 10.0.0.9 OPTIONS header "l: 5" header "Content-Length: 0"`,
  },
  fires: {
    'nobody answers': [
      ladder`10.0.0.5 > 10.0.0.9 OPTIONS header "Max-Forwards: 70" header "Max-Forwards: 60"`,
      { name: 'Max-Forwards', first: '70', second: '60' },
      'medium',
    ],
    'it is accepted': [
      ladder`
        10.0.0.5 > 10.0.0.9 OPTIONS header "Max-Forwards: 70" header "Max-Forwards: 60"
        10.0.0.9 > 10.0.0.5 200`,
      { name: 'Max-Forwards' },
      'low',
    ],
    'it is refused': [
      ladder`
        10.0.0.5 > 10.0.0.9 OPTIONS header "CSeq: 1 OPTIONS" header "CSeq: 2 OPTIONS"
        10.0.0.9 > 10.0.0.5 400`,
      { name: 'CSeq' },
      'high',
    ],
    'the same header twice in a capture': [
      ladder`0 10.0.0.5 > 10.0.0.9 OPTIONS header "Max-Forwards: 70" header "Max-Forwards: 70"`,
      { name: 'Max-Forwards' },
      'medium',
    ],
  },
})
