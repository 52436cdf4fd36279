import { describe, expect, it } from 'vitest'
import { openapi } from '../../src/rest/openapi.ts'

const text = JSON.stringify(openapi)

describe('the description of /v1', () => {
  it('points only at what it holds', () => {
    const names = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1])
    expect(names.length).toBeGreaterThan(10)
    for (const name of names) expect(Object.keys(openapi.components.schemas)).toContain(name)
  })

  it('says of every answer which headers come with it', () => {
    for (const operations of Object.values(openapi.paths)) {
      for (const { responses } of Object.values(operations)) {
        for (const { headers } of Object.values(responses as Record<string, { headers: object }>)) {
          expect(Object.keys(headers)).toEqual(expect.arrayContaining(['X-RateLimit-Limit', 'X-Request-Id']))
        }
      }
    }
  })

  it('keeps a finding to the five members of the reference', () => {
    const { Analysis } = openapi.components.schemas as unknown as {
      Analysis: { properties: { findings: { items: { anyOf: { properties: object }[] } } } }
    }
    const [plain] = Analysis.properties.findings.items.anyOf
    expect(Object.keys(plain!.properties)).toEqual(['severity', 'category', 'title', 'detail', 'recommendation'])
  })

  it('is plain JSON', () => {
    expect(JSON.parse(text)).toEqual(openapi)
  })
})
