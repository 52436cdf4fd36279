import { expect, it } from 'vitest'
import { createMessageWriter } from '../../src/decode/messages.ts'
import { Packet } from '../../src/decode/network/packet.ts'

it('a message whose first line says nothing is counted, not dropped in silence', () => {
  const flaws: string[] = []
  const writer = createMessageWriter(
    () => expect.unreachable(),
    (kind, example, where) => flaws.push(`${kind} ${where?.number}: ${example?.split('\r\n')[0]}`),
  )
  const bytes = Buffer.from('SIP/2.0 4294967301 better not break\r\nCSeq: 1 OPTIONS\r\n\r\n')
  const packet = Object.assign(new Packet(), { frame: 7, at: 1 })
  writer.write(packet, bytes, 0, bytes.length, 'UDP', true)
  expect(flaws).toEqual(['sip-start-line-invalid 7: SIP/2.0 4294967301 better not break'])
  expect(writer.count()).toBe(0)
})
