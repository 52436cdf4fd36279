import { expect, test } from 'vitest'
import { Packet } from '../../../src/decode/network/packet.ts'
import { ipIdOf, layer3Of, ttlOf } from '../../../src/decode/sip/layer3.ts'
import type { Transport } from '../../../src/model/endpoint.ts'

test.each<[string, number, number, Transport, number | undefined, number | undefined]>([
  ['a datagram', 64, 4711, 'UDP', 64, 4711],
  ['one whose sender does not number them', 255, 0, 'UDP', 255, 0],
  ['the largest of both', 255, 65_535, 'UDP', 255, 65_535],
  ['IPv6 has no identification', 63, -1, 'UDP', 63, undefined],
  ['a segment’s is not the message’s', 128, 7, 'TCP', 128, undefined],
  ['what an agent told of', 64, -2, 'UDP', undefined, undefined],
  ['no header at all', 0, 5, 'UDP', undefined, undefined],
])('%s', (_, ttl, ipId, transport, expectedTtl, expectedId) => {
  const packet = new Packet()
  packet.ttl = ttl
  packet.ipId = ipId
  const layer3 = layer3Of(packet, transport)
  expect([ttlOf(layer3), ipIdOf(layer3)]).toEqual([expectedTtl, expectedId])
})
