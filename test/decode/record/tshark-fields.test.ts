import { describe, expect, it } from 'vitest'
import { ALICE, BOB } from '../log/format-cases.ts'
import { AS_READ, INVITE, readText, TRYING } from '../log/read-text.ts'

const blank = INVITE.indexOf('')
const HEADERS = `${INVITE.slice(1, blank + 1).join('\r\n')}\r\n`
const BODY = `${INVITE.slice(blank + 1).join('\r\n')}\r\n`
const invite = `${INVITE.join('\r\n')}\r\n`
const trying = `${TRYING.slice(1).join('\r\n')}\r\n`

/** A packet of `-T json`; `-T ek` repeats the layer in each name. */
const packet = (sip: unknown, ek: boolean, more: Record<string, unknown> = {}) => {
  const name = (text: string) => (ek ? `${text.split('.')[0]}_${text.replaceAll('.', '_')}` : text)
  const layers = {
    frame: {
      [name('frame.time')]: 'Apr 16, 2026 18:30:00.000123000 UTC',
      [name('frame.time_epoch')]: '1776364200.000123000',
    },
    ip: { [name('ip.src')]: ALICE.address, [name('ip.addr')]: ALICE.address, [name('ip.dst')]: BOB.address },
    udp: { [name('udp.srcport')]: '5060', [name('udp.dstport')]: '5080', [name('udp.port')]: '5060', ...more },
    sip,
  }
  return ek ? { timestamp: '1776364200000', layers } : { _index: 'packets', _source: { layers } }
}
const layer = (start: string, block: string, ek = false) => ({
  [ek ? 'sip_sip_Request-Line' : 'sip.Request-Line']: start,
  'sip.Request-Line_tree': { 'sip.Method': 'INVITE' },
  [ek ? 'sip_sip_msg_hdr' : 'sip.msg_hdr']: block,
  'sip.msg_hdr_tree': { 'sip.Via': 'SIP/2.0/UDP 192.0.2.1', 'sip.From': '"Alice" <sip:alice@192.0.2.1>' },
})
const told = { source: ALICE, destination: BOB, transport: 'UDP', at: 1_776_364_200_000_123 }

describe('the header block', () => {
  it.each([
    ['goes on with the body', [packet(layer(INVITE[0]!, HEADERS + BODY), false)]],
    ['goes on with the next message', [packet(layer(INVITE[0]!, `${HEADERS}${BODY}${TRYING[0]}\r\n${trying}`), false)]],
    ['of Elasticsearch', [{ index: { _index: 'packets' } }, packet(layer(INVITE[0]!, HEADERS + BODY, true), true)]],
    [
      'is all there is, the datagram has the body',
      [
        packet(layer(INVITE[0]!, HEADERS), false, {
          'udp.payload': Buffer.from(invite).toString('hex').match(/../g)!.join(':'),
        }),
      ],
    ],
    [
      'is all there is, the fields have the body',
      [
        packet(
          {
            ...layer(INVITE[0]!, HEADERS),
            'sip.msg_body_tree': {
              sdp: {
                'sdp.version': '0',
                'sdp.owner': '- 1 1 IN IP4 192.0.2.1',
                'sdp.owner_tree': { 'sdp.owner.username': '-' },
                'sdp.session_name': '-',
                'sdp.connection_info': 'IN IP4 192.0.2.1',
                'sdp.time': '0 0',
                'sdp.media': 'audio 4000 RTP/AVP 0',
                'sdp.media_attr': 'rtpmap:0 PCMU/8000',
              },
            },
          },
          false,
        ),
      ],
    ],
  ])('%s', (_, packets) => {
    for (const text of [JSON.stringify(packets, null, 2), packets.map((one) => JSON.stringify(one)).join('\n')]) {
      const { messages, flaws } = readText(text)
      expect(messages).toMatchObject([{ ...AS_READ[0], ...told }])
      expect(messages[0]!.description?.media).toMatchObject([{ port: 4000, codecs: [{ encoding: 'PCMU' }] }])
      expect(flaws).toEqual([])
    }
  })

  it('of several messages in one packet', () => {
    const layers = [layer(INVITE[0]!, HEADERS + BODY), { 'sip.Status-Line': TRYING[0], 'sip.msg_hdr': trying }]
    const { messages } = readText(JSON.stringify([packet(layers, false)]))
    expect(messages).toMatchObject([
      { ...AS_READ[0], ...told },
      { ...AS_READ[1], ...told },
    ])
  })

  it('stands on its own line, the start line on another', () => {
    const text = JSON.stringify([packet(layer(INVITE[0]!, HEADERS + BODY), false)], null, 2)
    const [message] = readText(text).messages
    const lines = text.split('\n')
    expect(lines[message!.lines![0]! - 1]).toContain('sip.Request-Line')
    expect(lines[message!.lines![1]! - 1]).toContain('sip.msg_hdr')
  })
})

it('a packet without SIP is none', () => {
  expect(readText(JSON.stringify([packet({ 'sip.Method': 'INVITE' }, false)])).messages).toEqual([])
})
