import { tooFrequent } from '../../../../src/diagnose/rules/reg/too-frequent.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const registers = (count: number, every: number, status = 200, more = '') => ladder`
  ${Array.from(
    { length: count },
    (_, i) => `
      ${i * every}        192.0.2.10 > 192.0.2.20  REGISTER  expires 60 ${more}
      ${i * every + 0.1}  192.0.2.20 > 192.0.2.10  ${status}`,
  ).join('')}`

testRule(tooFrequent, {
  quiet: {
    'every 15 s over UDP': registers(6, 15),
    'every 30 s over TCP': registers(6, 30, 200, 'over TCP'),
    'three times in a row': registers(3, 5),
    'ten in a minute, of ten devices': ladder`
      ${Array.from(
        { length: 10 },
        (_, i) => `
          ${i * 5}        192.0.2.10 > 192.0.2.20  REGISTER  header "Contact: <sip:alice@192.0.2.10:${6000 + i}>"
          ${i * 5 + 0.1}  192.0.2.20 > 192.0.2.10  200`,
      ).join('')}`,
    'a scanner': registers(20, 1, 403, 'header "User-Agent: friendly-scanner"'),
  },
  fires: {
    'every 14 s over UDP': [registers(5, 14), { how: 'interval', everyS: 14 }, 'low'],
    'every 29 s over TCP': [registers(5, 29, 200, 'over TCP'), { how: 'interval' }, 'low'],
    'and the registrar has enough': [registers(5, 10, 503), { refused: 503 }, 'medium'],
    'eleven in a minute': [
      ladder`
        ${Array.from(
          { length: 11 },
          (_, i) => `
            ${i * 5}        192.0.2.10 > 192.0.2.20  REGISTER  header "Contact: <sip:alice@192.0.2.10:${6000 + i}>"
            ${i * 5 + 0.1}  192.0.2.20 > 192.0.2.10  200`,
        ).join('')}`,
      { how: 'burst', count: 11 },
      'low',
    ],
  },
  unproven: {
    'no times': [
      ladder`
        192.0.2.10 > 192.0.2.20  REGISTER
        192.0.2.20 > 192.0.2.10  200
        192.0.2.10 > 192.0.2.20  REGISTER
        192.0.2.20 > 192.0.2.10  200
        192.0.2.10 > 192.0.2.20  REGISTER
        192.0.2.20 > 192.0.2.10  200
        192.0.2.10 > 192.0.2.20  REGISTER
        192.0.2.20 > 192.0.2.10  200`,
      'no-timestamps',
    ],
  },
})
