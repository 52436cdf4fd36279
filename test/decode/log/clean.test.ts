import { describe, expect, it } from 'vitest'
import { cleaned, isClean } from '../../../src/decode/log/clean.ts'
import { splitFlatSdp, splitFlattened } from '../../../src/decode/log/flattened.ts'

const cleanLines = (line: string) => (isClean(line) ? [line] : cleaned(line).texts)

describe('cleanLines', () => {
  it.each([
    ['plain: <sip:a@b>', ['plain: <sip:a@b>']],
    ['\u001b[1;32mINVITE\u001b[0m sip:a', ['INVITE sip:a']],
    ['Via: x^M', ['Via: x']],
    ['Via:\u00a0x\ufeff', ['Via: x']],
    ['To: &lt;sip:a@b&gt;;tag=&quot;1&quot;', ['To: <sip:a@b>;tag="1"']],
    ['<note>x &lt; y</note>', ['<note>x &lt; y</note>']],
    ['a=sendrecv</pre>', ['a=sendrecv']],
    ['Via: x\\r\\n', ['Via: x']],
    ['one\\nescape in the middle', ['one\\nescape in the middle']],
    ['BYE sip:a SIP/2.0\\r\\nVia: x\\r\\nTo: y\\r\\n', ['BYE sip:a SIP/2.0', 'Via: x', 'To: y', '']],
    ['BYE sip:a SIP/2.0#015#012Via: x#015#012To: y#015#012', ['BYE sip:a SIP/2.0', 'Via: x', 'To: y', '']],
    ['BYE sip:a SIP/2.0&#xD;&#xA;Via: x&#xD;&#xA;To: y&#xD;&#xA;', ['BYE sip:a SIP/2.0', 'Via: x', 'To: y', '']],
    ['BYE sip:a SIP/2.0\\nFrom: \\"x\\" <sip:y>\\nTo: y\\n', ['BYE sip:a SIP/2.0', 'From: "x" <sip:y>', 'To: y', '']],
    ['C:\\new\\names\\rare', ['C:\\new\\names\\rare']],
  ])('%j', (line, expected) => {
    expect(cleanLines(line)).toEqual(expected)
  })
})

describe('splitFlattened', () => {
  it.each([
    ['Via: SIP/2.0/UDP a:5060', ['Via: SIP/2.0/UDP a:5060']],
    ['CSeq: 1 INVITE From : <sip:a@b> To: c', ['CSeq: 1 INVITE', 'From : <sip:a@b>', 'To: c']],
    ['SIP/2.0 404 Not Found Via: SIP/2.0/TLS a', ['SIP/2.0 404 Not Found', 'Via: SIP/2.0/TLS a']],
    ['Via:x From:<sip:a> Call-ID:1', ['Via:x', 'From:<sip:a>', 'Call-ID:1']],
    ['Warning: 399 h "To: x" Date: y', ['Warning: 399 h "To: x"', 'Date: y']],
    ['Date: Mon, 25 Sep 2017 20:54:43 GMT', ['Date: Mon, 25 Sep 2017 20:54:43 GMT']],
    ['Refer-To: <sip:a?Replaces=x To:y>', ['Refer-To: <sip:a?Replaces=x To:y>']],
    ['X-Thing: a Unknown-Name: b', ['X-Thing: a Unknown-Name: b']],
    [
      'Content-Length: 9 v=0 o=- 1 1 IN IP4 a s=- t=0 0',
      ['Content-Length: 9', 'v=0', 'o=- 1 1 IN IP4 a', 's=-', 't=0 0'],
    ],
  ])('%j', (line, expected) => {
    expect(splitFlattened(line)).toEqual(expected)
  })
})

describe('splitFlatSdp', () => {
  it.each([
    ['t=0 0 m=audio 4000 RTP/AVP 0 a=ptime:20', ['t=0 0', 'm=audio 4000 RTP/AVP 0', 'a=ptime:20']],
    ['a=fmtp:97 profile=1; level=2', ['a=fmtp:97 profile=1; level=2']],
    ['s=-', ['s=-']],
  ])('%j', (line, expected) => {
    expect(splitFlatSdp(line)).toEqual(expected)
  })
})
