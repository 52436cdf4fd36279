import { describe, expect, test } from 'vitest'
import { createKeyLog } from '../../../src/decode/tls/key-log.ts'

const RANDOM = '0123456789abcdef'.repeat(4)
const SECRET = 'ab'.repeat(48)

function keyLogOf(text: string | Uint8Array) {
  const complaints: (string | undefined)[][] = []
  const keyLog = createKeyLog((kind, example) => complaints.push([kind, example]))
  keyLog.add(text)
  return { keyLog, complaints }
}

describe('a key log', () => {
  test('has its secrets by session and label, however its lines end', () => {
    const lines = [
      '# a remark',
      '',
      `CLIENT_RANDOM ${RANDOM.toUpperCase()} ${SECRET}`,
      `CLIENT_TRAFFIC_SECRET_0 ${RANDOM} ${SECRET}`,
    ]
    for (const end of ['\n', '\r\n']) {
      const { keyLog, complaints } = keyLogOf(new TextEncoder().encode(lines.join(end)))
      expect(keyLog.find(RANDOM, 'CLIENT_RANDOM')).toEqual(new Uint8Array(48).fill(0xab))
      expect(keyLog.find(RANDOM, 'CLIENT_TRAFFIC_SECRET_0')).toBeDefined()
      expect(keyLog.find(RANDOM, 'SERVER_TRAFFIC_SECRET_0')).toBeUndefined()
      expect(keyLog.find('00'.repeat(32), 'CLIENT_RANDOM')).toBeUndefined()
      expect(complaints).toEqual([])
    }
  })

  test('labels nobody needs are passed over, other lines are told by their number and nothing else', () => {
    const { keyLog, complaints } = keyLogOf(`EXPORTER_SECRET ${RANDOM} ${SECRET}\nCLIENT_RANDOM ${SECRET}\n${SECRET}`)
    expect(keyLog.isEmpty()).toBe(true)
    expect(complaints).toEqual([
      ['key-log-invalid', 'line 2'],
      ['key-log-invalid', 'line 3'],
    ])
  })

  test('grows with each addition, the oldest sessions making room', () => {
    const { keyLog, complaints } = keyLogOf('')
    const name = (i: number): string => i.toString(16).padStart(64, '0')
    for (let from = 0; from < 50_010; from += 10_002) {
      const lines = Array.from({ length: 10_002 }, (_, i) => `CLIENT_RANDOM ${name(from + i)} ${SECRET}`)
      keyLog.add(lines.join('\n'))
    }
    expect(keyLog.find(name(9), 'CLIENT_RANDOM')).toBeUndefined()
    expect(keyLog.find(name(10), 'CLIENT_RANDOM')).toBeDefined()
    expect(complaints).toHaveLength(10)
    expect(complaints[0]![0]).toBe('key-log-capped')
  })
})
