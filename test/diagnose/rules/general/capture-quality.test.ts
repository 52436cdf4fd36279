import { expect } from 'vitest'
import { captureQuality } from '../../../../src/diagnose/rules/general/capture-quality.ts'
import { type Ladder, ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const WHOLE = `
  0.1 10.0.0.5 > 10.0.0.9 INVITE
  0.2 10.0.0.9 > 10.0.0.5 180
  0.3 10.0.0.9 > 10.0.0.5 183
  0.4 10.0.0.9 > 10.0.0.5 486`

/** The capture without its last octets. */
const torn = (drawn: Ladder): Ladder => ({ ...drawn, bytes: drawn.bytes.subarray(0, drawn.bytes.length - 20) })

/** Octets of a capture's own header, of that of a packet, and of an Ethernet frame up to the source address in IP. */
const [FILE_HEADER, PACKET_HEADER, TO_SOURCE] = [24, 16, 14 + 12]

/** The packets of that host alone. */
function sentBy(host: string, drawn: Ladder): Ladder {
  const file = Buffer.from(drawn.bytes)
  const wanted = Buffer.from(host.split('.').map(Number))
  const kept = [file.subarray(0, FILE_HEADER)]
  for (let at = FILE_HEADER; at < file.length; ) {
    const packet = file.subarray(at, at + PACKET_HEADER + file.readUInt32LE(at + 8))
    const source = packet.subarray(PACKET_HEADER + TO_SOURCE, PACKET_HEADER + TO_SOURCE + 4)
    if (source.equals(wanted)) kept.push(packet)
    at += packet.length
  }
  return { ...drawn, bytes: Buffer.concat(kept) }
}

const problem = (name: string, says: string) => ({
  problems: [expect.objectContaining({ name, says })],
})

// It is never unproven: what is missing was counted.
testRule(captureQuality, {
  quiet: {
    'a capture that is whole': ladder`${WHOLE}`,
    'a log with times': ladder`as text${WHOLE}`,
    'requests that nobody answers': ladder`
      0.1 10.0.0.5 > 10.0.0.9 OPTIONS call a
      0.2 10.0.0.5 > 10.0.0.9 OPTIONS call b
      0.3 10.0.0.5 > 10.0.0.9 OPTIONS call c`,
  },
  fires: {
    'it ends in a packet': [torn(ladder`${WHOLE}`), problem('gaps', 'stretches that are missing or damaged: 1'), 'low'],
    'whole seconds': [
      ladder`
        0 10.0.0.5 > 10.0.0.9 INVITE
        1 10.0.0.9 > 10.0.0.5 180
        2 10.0.0.9 > 10.0.0.5 486`,
      problem('whole-seconds', 'times are whole seconds'),
      'low',
    ],
    'one direction': [
      sentBy('10.0.0.9', ladder`${WHOLE}`),
      problem('one-direction', 'only one direction of the signalling is there'),
      'low',
    ],
    'text without times': [
      ladder`10.0.0.5 > 10.0.0.9 OPTIONS`,
      problem('no-times', 'the messages have no times'),
      'info',
    ],
  },
})
