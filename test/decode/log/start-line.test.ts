import { describe, expect, it } from 'vitest'
import { findStart } from '../../../src/decode/log/start-line.ts'

describe('findStart', () => {
  it.each([
    ['INVITE sip:a@b SIP/2.0', 0, true],
    ['FOOBAR weird:uri SIP/2.0', 0, true],
    ['RE%47IST%45R sip:registrar.example.com SIP/2.0', 0, true],
    ["!a-Method_*+`.%indeed'~ sip:a@b SIP/2.0", 0, true],
    ['> > BYE sip:a@b SIP/2.0', 4, true],
    ['   SIP/2.0 200 OK', 3, true],
    ['SIP/2.0 486', 0, true],
    ['"INVITE sip:a@b SIP/2.0', 1, true],
    ['| SIP/2.0 404 Not Found Via: SIP/2.0/TLS a', 2, true],
    ['12:00:01.5 sent: ACK sip:a@b SIP/2.0 Via: SIP/2.0/UDP a', 17, false],
    ['E..@.INVITE sip:a@b SIP/2.0', 5, false],
    ['JAVA-sipio-recv<--- SIP/2.0 100 Trying', 20, false],
    ['INVITE sip:x@<OUR PUBLIC IP> SIP/2.0', 0, true],
    ['BYE sip:a@b SIP/2.0.', 0, true],
  ])('%j', (line, at, plain) => {
    expect(findStart(line, false)).toEqual({ at, plain })
  })

  it.each([
    '',
    'Via: SIP/2.0/UDP a',
    'Via: SIP/2.0/UDP 1, SIP/2.0/TCP 2',
    'SIP-Start-Line: INVITE sip:a@b SIP/2.0',
    '    Request-Line: INVITE sip:a@b SIP/2.0',
    'sending INVITE sip:a@b SIP/2.0 to 192.0.2.1',
    'xINVITE sip:a@b SIP/2.0',
    'received from sip:a@b SIP/2.0',
    'xSIP/2.0 200 OK',
    'the SIP/2.0 protocol',
    'GET /SIP/2.0 HTTP/1.1',
    'SIP/2.0 2000',
  ])('%j has none', (line) => {
    expect(findStart(line, false)).toBeUndefined()
  })

  it.each([
    ['E...(.@.~kINVITE sip:a@b SIP/2.0', 10],
    ["E..'.DSIP/2.0 100 Trying", 6],
  ])('%j, glued to packet bytes', (line, at) => {
    expect(findStart(line, true)?.at).toBe(at)
  })
})
