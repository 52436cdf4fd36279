import { expect, test } from 'vitest'
import { alarmsIn, NAMES, USERS } from '../../../src/diagnose/signs/alarms.ts'

test.each([
  ['"Bench +12025550101" <sip:+12025550101@198.51.100.2>;tag=a1', 0],
  ['<sip:alice@example.com>', 0],
  ['', 0],
  [`<sip:x' or 1=1@example.com>`, NAMES | USERS],
  ['"x -- y" <sip:a@example.com>', NAMES],
  ['"UNION SELECT" <sip:a@example.com>', NAMES],
  ['"%n%n" <sip:a@example.com>', NAMES | USERS],
  ['"../x" <sip:a@example.com>', NAMES | USERS],
  ['"<Script" <sip:a@example.com>', NAMES],
  ['"$(id)" <sip:a@example.com>', NAMES | USERS],
  ['"; rm x" <sip:a@example.com>', NAMES],
  ['";WGET x" <sip:a@example.com>', NAMES],
  ['<sip:nm@nm>', NAMES],
  ['"SIPVicious" <sip:a@example.com>', NAMES],
  ['<sip:+12025550101;verstat=TN-Validation-Failed@example.com>', NAMES | USERS],
  ['"Ignore all" <sip:a@example.com>', NAMES],
  ['"Disregard" <sip:a@example.com>', NAMES],
  ['"Forget" <sip:a@example.com>', NAMES],
  ['"You are now" <sip:a@example.com>', NAMES],
  ['"<|system|>" <sip:a@example.com>', NAMES | USERS],
  ['"System: x" <sip:a@example.com>', NAMES],
  ['"assistant" <sip:a@example.com>', NAMES],
  ['"no fault" <sip:a@example.com>', NAMES],
  ['"Zoë" <sip:a@example.com>', NAMES | USERS],
  ['<sip:1#2@example.com>', NAMES | USERS],
  ['<sip:1%232@example.com>', NAMES | USERS],
  ['<sip:1;x=2@example.com>', USERS],
  ['<sip:a b@example.com>', USERS],
  ['<sip:a@example.com;lr>', 0],
])('%s', (text, alarms) => {
  expect(alarmsIn(text)).toBe(alarms)
})
