import { duplicateCapture } from '../../../../src/diagnose/rules/general/duplicate-capture.ts'
import { type Ladder, ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

/** Octets of a capture's own header. */
const FILE_HEADER = 24

/** Every packet of the capture once more behind it, as a port that mirrors both directions gives them. */
const mirrored = (drawn: Ladder): Ladder => ({
  ...drawn,
  bytes: Buffer.concat([drawn.bytes, drawn.bytes.subarray(FILE_HEADER)]),
})

// It is never unproven: what was left out was counted.
testRule(duplicateCapture, {
  quiet: {
    'once each': ladder`0 10.0.0.5 > 10.0.0.9 OPTIONS`,
    'a retransmission': ladder`
      0   10.0.0.5 > 10.0.0.9 OPTIONS
      0.5 10.0.0.5 > 10.0.0.9 OPTIONS again`,
  },
  fires: {
    'a mirror port': [mirrored(ladder`0 10.0.0.5 > 10.0.0.9 OPTIONS`), { removed: 1, what: 'packets' }, 'info'],
  },
})
