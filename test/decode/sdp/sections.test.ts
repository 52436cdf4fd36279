import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeDescription } from '../../../src/decode/sdp/description.ts'

function decode(lines: readonly string[], firstLine = 10) {
  const flaws: string[] = []
  const description = decodeDescription(lines.join('\r\n'), firstLine, (kind, example) =>
    flaws.push(`${kind}: ${example}`),
  )
  return { description, flaws }
}

const HEAD = ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0']
const AUDIO = ['a=rtpmap:0 PCMU/8000', 'a=rtcp:4711', 'a=ptime:20', 'a=sendonly']

test('a section met before differs in its port, and in nothing else', () => {
  // Read, kept when it comes again, and then known.
  const [first, , again] = [4000, 4200, 5002].map((port) =>
    decode([...HEAD, `m=audio ${port} RTP/AVP 0`, ...AUDIO, '']),
  )
  const { port, text, ...rest } = again!.description!.media[0]!
  expect([port, text]).toEqual([5002, 'm=audio 5002 RTP/AVP 0'])
  const { port: before, text: line, ...known } = first!.description!.media[0]!
  expect([before, line]).toEqual([4000, 'm=audio 4000 RTP/AVP 0'])
  expect(rest).toEqual(known)
})

test('its lines are those of the message it stands in', () => {
  const lines = [...HEAD, 'm=audio 4000 RTP/AVP 0', ...AUDIO, '']
  for (const firstLine of [10, 10, 10, 12, 12, 10]) {
    const media = decode(lines, firstLine).description!.media[0]!
    expect([media.line, media.attributes[0]!.line]).toEqual([firstLine + 5, firstLine + 6])
  }
})

test('the direction of the session holds where the section has none', () => {
  const directionBehind = (line: string) =>
    decode([...HEAD, line, 'm=audio 4000 RTP/AVP 8', '']).description!.media[0]!.direction
  expect(['a=inactive', 'a=sendrecv', 'a=recvonly'].map(directionBehind)).toEqual(['inactive', 'sendrecv', 'recvonly'])
})

test('attributes behind an m-line that cannot be used fall to the section before, and to no later one', () => {
  const broken = [...HEAD, 'm=audio 4000 RTP/AVP 18', 'a=ptime:20', 'm=audio', 'a=sendonly', '']
  const whole = [...HEAD, 'm=audio 4000 RTP/AVP 18', 'a=ptime:20', '']
  for (const lines of [broken, whole, broken, whole, broken, whole, broken]) {
    const { description, flaws } = decode(lines)
    const [media] = description!.media
    const expected = lines === broken ? ['sendonly', 2, 1] : ['sendrecv', 1, 0]
    expect([media!.direction, media!.attributes.length, flaws.length]).toEqual(expected)
  }
})

test('read once more it is the same', () => {
  const line = fc.constantFrom(
    'm=audio 4000 RTP/AVP 0 101',
    'm=audio 0 RTP/AVP 0',
    'm=video 4002/2 RTP/AVP 31',
    'm=audio 4000',
    'm=audio 70000 RTP/AVP 0',
    'c=IN IP4 192.0.2.7',
    'c=',
    'b=AS:64',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-15',
    'a=inactive',
    'nonsense',
    '',
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 14 }), (lines) => {
      const first = structuredClone(decode(lines))
      for (let again = 0; again < 3; again++) {
        decode([...lines, 'm=audio', 'a=sendonly', 'c=IN IP4 192.0.2.8'])
        expect(decode(lines)).toEqual(first)
      }
    }),
  )
})
