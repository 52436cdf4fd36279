import { expect, test } from 'vitest'
import { createHub } from '../../src/app/hub.ts'

const LONG = 60_000

test('a wake before the wait is not lost', async () => {
  const hub = createHub()
  const listener = hub.listen('a')
  hub.wake('a')
  await listener.next(LONG)
  listener.stop()
})

test('a wake ends the wait, and only of that name', async () => {
  const hub = createHub()
  const [a, b] = [hub.listen('a'), hub.listen('b')]
  const order: string[] = []
  const waits = [a.next(LONG).then(() => order.push('a')), b.next(LONG).then(() => order.push('b'))]
  hub.wake('b')
  await waits[1]
  hub.wake('a')
  await waits[0]
  expect(order).toEqual(['b', 'a'])
})

test('an abort ends the wait, also one that came before', async () => {
  const hub = createHub()
  const listener = hub.listen('a')
  const abort = new AbortController()
  const waiting = listener.next(LONG, abort.signal)
  abort.abort()
  await waiting
  await listener.next(LONG, abort.signal)
})

test('after stop nothing is called and nothing is kept', () => {
  const hub = createHub()
  let called = 0
  const stop = hub.on('a', () => called++)
  hub.wake('a')
  stop()
  hub.wake('a')
  hub.wakeAll()
  expect(called).toBe(1)
})

test('wakeAll wakes every name', async () => {
  const hub = createHub()
  const waits = ['a', 'b'].map((name) => hub.listen(name).next(LONG))
  hub.wakeAll()
  await Promise.all(waits)
})
