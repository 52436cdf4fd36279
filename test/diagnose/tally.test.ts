import { expect, test } from 'vitest'
import { createFlawLedger } from '../../src/correlate/flaw-ledger.ts'
import { TallyKeeper } from '../../src/diagnose/tally.ts'
import { HOSTS_CAP } from '../../src/diagnose/thresholds/caps.ts'
import { conversationsOf, ladder } from '../support/ladder.ts'

test.each(['source', 'destination'] as const)('hosts beyond the cap are counted as a flaw: %s', (end) => {
  const ledger = createFlawLedger()
  const keeper = new TallyKeeper(ledger.complain)
  const [conversation] = conversationsOf(ladder`10.0.0.5 > 203.0.113.7 OPTIONS`)
  if (conversation?.kind !== 'exchange') throw new Error('no exchange')
  const [message] = conversation.messages
  for (let host = 0; host < HOSTS_CAP + 2; host++) {
    const address = `10.${host >> 16}.${(host >> 8) & 255}.${host & 255}`
    keeper.take({
      ...conversation,
      key: String(host),
      transactions: [],
      messages: [
        Object.assign(structuredClone(message!), { kind: 'request', [end]: { address, port: 5060 } } as const),
      ],
    })
  }
  expect(keeper.read().hostsAsked).toBe(end === 'source' ? 1 : HOSTS_CAP)
  expect(ledger.flaws()).toMatchObject([{ kind: 'peers-capped', count: 2 }])
})
