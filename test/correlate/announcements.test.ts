import { describe, expect, test } from 'vitest'
import { announcedMedia, createAnnouncements, type IceName } from '../../src/correlate/announcements.ts'
import type { Call } from '../../src/model/call.ts'
import type { SipMessage } from '../../src/model/message.ts'
import { conversationsOf, type Ladder, ladder } from '../support/ladder.ts'

const messagesOf = (drawn: Ladder): readonly SipMessage[] =>
  conversationsOf(drawn).flatMap((one) => (one as Call).messages)

const described = (drawn: Ladder) => announcedMedia(messagesOf(drawn)[0]!.description)

describe('where a description wants media', () => {
  test('its lines, and the candidates of each over UDP', () => {
    const found = described(ladder`
      0 10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU line "a=candidate:1 1 UDP 1 203.0.113.5 4002 typ srflx" line "a=candidate:2 1 tcp 1 10.0.0.5 9 typ host"`)
    expect(found.map(({ address, port, codecs }) => [address, port, codecs[0]!.encoding])).toEqual([
      ['10.0.0.5', 4_000, 'PCMU'],
      ['203.0.113.5', 4_002, 'PCMU'],
    ])
  })

  test('two lines on one port, as in a BUNDLE: the codecs of both', () => {
    const found = described(ladder`
      0 10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU and video 10.0.0.5:4000 H264`)
    expect(found).toHaveLength(1)
    expect(found[0]!.codecs.map(({ encoding }) => encoding)).toEqual(['PCMU', 'H264'])
  })

  test('a refused line is nowhere', () => {
    expect(described(ladder`0 10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:0 PCMU`)).toEqual([])
    expect(announcedMedia(undefined)).toEqual([])
  })
})

describe('whose a stream between two unknown places is', () => {
  const owner = { endedAt: undefined }
  const [invite] = messagesOf(ladder`
    0 10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU line "a=ice-ufrag:caller1"`)
  const way = {
    source: { address: '203.0.113.77', port: 9_000 },
    destination: { address: '198.51.100.8', port: 7_000 },
    firstAt: invite!.at! + 1_000_000,
  }
  const owners = (iceName: IceName) => {
    const announcements = createAnnouncements<typeof owner>(100, iceName)
    announcements.add(invite!, owner)
    const found = announcements.owners(way)
    announcements.forget([invite!], [], owner)
    expect(announcements.owners(way)).toEqual([])
    return found
  }

  test('of the call whose ICE name was used to check that very pair', () => {
    expect(owners(() => 'callee9:caller1')).toEqual([owner])
    expect(owners((one) => (one.port === 9_000 ? 'caller1:callee9' : undefined))).toEqual([owner])
  })

  test('nobody: checked with names nobody gave, or not at all', () => {
    expect(owners(() => 'callee9:caller2')).toEqual([])
    expect(owners(() => undefined)).toEqual([])
  })
})
