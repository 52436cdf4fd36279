import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { descriptionFaults } from '../../../src/decode/sdp/faults.ts'

const HEAD = ['v=0', 'o=alice 2890844526 2890842807 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0']
const MEDIA = ['m=audio 49170 RTP/AVP 0', 'a=rtpmap:0 PCMU/8000']
const text = (...lines: readonly string[]) => `${lines.join('\r\n')}\r\n`
/** `kind` and the line it stands on. */
const judged = (body: string, lineEnds = true) =>
  descriptionFaults(body, 10, lineEnds).map(({ kind, line }) => `${kind} ${body.split(/\r\n|\n|\r/)[line - 10]}`)
const without = (type: string) => HEAD.filter((line) => !line.startsWith(`${type}=`))
const instead = (line: string) => HEAD.map((one) => (one[0] === line[0] ? line : one))

describe('a description that keeps to the grammar', () => {
  it.each([
    ['the plain one', text(...HEAD, ...MEDIA)],
    [
      'every line there is',
      text(
        'v=0',
        'o=- 1 1 IN IP6 2001:db8::1',
        's= ',
        'i=x',
        'u=http://example.com',
        'e=a@example.com',
        'p=+1 202',
        'c=IN IP6 2001:db8::1',
        'b=AS:64',
        't=0 0',
        'r=7d 1h 0',
        't=3149328700 0',
        'z=0 0',
        'k=prompt',
        'a=x',
        'm=audio 4000/2 RTP/AVP 0',
        'i=y',
        'c=IN IP4 224.2.1.1/127/3',
        'c=IN IP4 224.2.1.4/127',
        'b=RS:0',
        'k=prompt',
        'a=y',
      ),
    ],
    [
      'addresses on each m-line',
      text(...without('c'), 'm=audio 4000 RTP/AVP 0', 'c=IN IP4 host.example.com', 'm=video 0 RTP/AVP 31'),
    ],
    ['no m-line at all', text(...HEAD)],
  ])('%s', (_, body) => {
    expect(judged(body)).toEqual([])
  })
})

describe('departures', () => {
  it.each<[string, readonly string[], ...string[]]>([
    ['no v=', [...without('v'), ...MEDIA], `version-missing ${HEAD[1]}`],
    ['no o=', [...without('o'), ...MEDIA], 'origin-missing v=0'],
    ['no s=', [...without('s'), ...MEDIA], 'session-name-missing v=0'],
    ['no t=', [...without('t'), ...MEDIA], 'time-missing v=0'],
    ['no c= anywhere', [...without('c'), ...MEDIA], 'connection-missing v=0'],
    [
      'no c= for one of two',
      [...without('c'), 'm=audio 1 RTP/AVP 0', 'c=IN IP4 192.0.2.1', 'm=video 2 RTP/AVP 31'],
      'connection-missing v=0',
    ],
    ['another version', [...instead('v=1'), ...MEDIA], 'version-invalid v=1'],
    [
      'a user name with a blank',
      [...instead('o=Cisco UA 1 2 IN IP4 192.0.2.1'), ...MEDIA],
      'origin-invalid o=Cisco UA 1 2 IN IP4 192.0.2.1',
    ],
    [
      'a session id that is no number',
      [...instead('o=- x 2 IN IP4 192.0.2.1'), ...MEDIA],
      'origin-invalid o=- x 2 IN IP4 192.0.2.1',
    ],
    [
      'an address of the other family',
      [...instead('c=IN IP6 192.0.2.1'), ...MEDIA],
      'connection-invalid c=IN IP6 192.0.2.1',
    ],
    ['IPv6 in brackets', [...instead('c=IN IP6 [2001:db8::1]'), ...MEDIA], 'connection-invalid c=IN IP6 [2001:db8::1]'],
    ['a time of one number', [...instead('t=0'), ...MEDIA], 'time-invalid t=0'],
    ['a bandwidth without a number', [...HEAD.slice(0, 4), 'b=AS', 't=0 0', ...MEDIA], 'bandwidth-invalid b=AS'],
    ['an m-line without formats', [...HEAD, 'm=audio 4000 RTP/AVP'], 'media-invalid m=audio 4000 RTP/AVP'],
    ['a port beyond all ports', [...HEAD, 'm=audio 70000 RTP/AVP 0'], 'media-invalid m=audio 70000 RTP/AVP 0'],
    ['s= twice', [...HEAD.slice(0, 3), 's=again', ...HEAD.slice(3), ...MEDIA], 'line-repeated s=again'],
    [
      't= before c=',
      ['v=0', HEAD[1]!, 's=-', 't=0 0', 'c=IN IP4 192.0.2.1', ...MEDIA],
      'line-out-of-order c=IN IP4 192.0.2.1',
    ],
    [
      'c= behind the attributes of an m-line',
      [...without('c'), ...MEDIA, 'c=IN IP4 192.0.2.1'],
      'line-out-of-order c=IN IP4 192.0.2.1',
    ],
    ['an unknown letter', [...HEAD, 'y=1', ...MEDIA], 'line-unknown y=1'],
    ['a line that is none', [...HEAD, ...MEDIA, 'hello'], 'line-invalid hello'],
    [
      'blanks around the equals sign',
      [...HEAD, ...MEDIA, 'a= sendrecv', 'm =video 1 RTP/AVP 31'],
      'line-invalid a= sendrecv',
      'line-invalid m =video 1 RTP/AVP 31',
    ],
  ])('%s', (_, lines, ...faults) => {
    expect(judged(text(...lines))).toEqual(faults)
  })

  it('line ends, where they can be known', () => {
    const body = [...HEAD, ...MEDIA, ''].join('\n')
    expect(judged(body)).toEqual(['line-end-invalid v=0'])
    expect(judged(body.replaceAll('\n', '\r'))).toEqual(['line-end-invalid v=0'])
    expect(judged(body, false)).toEqual([])
  })

  it('each names its section, and there are no more than a hundred', () => {
    const faults = descriptionFaults('?\r\n'.repeat(500), 0, true)
    expect(faults).toHaveLength(100)
    expect(faults[0]).toEqual({ kind: 'line-invalid', line: 0, section: '5' })
  })

  it('no text throws', () => {
    const line = fc.array(
      fc.constantFrom(
        'v=',
        'o=',
        'c=',
        'm=',
        't=',
        'a=',
        'IN',
        'IP4',
        '/',
        ' ',
        '0',
        '1',
        '\r',
        '\n',
        '[',
        ':',
        'x',
        '\0',
      ),
      { maxLength: 60 },
    )
    fc.assert(fc.property(line, (parts) => void descriptionFaults(parts.join(''), 0, true)))
  })
})
