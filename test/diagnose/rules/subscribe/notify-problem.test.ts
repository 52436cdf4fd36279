import { notifyProblem } from '../../../../src/diagnose/rules/subscribe/notify-problem.ts'
import { ladder, ladderOf } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const EVENT = 'header "Event: dialog"'
const notified = (state: string, status: number): string => `
  0.2 10.0.0.9 > 10.0.0.5 NOTIFY call subscribe ${EVENT} header "Subscription-State: ${state}"
  0.3 10.0.0.5 > 10.0.0.9 ${status} NOTIFY call subscribe`
const SUBSCRIBED = `
  0   10.0.0.5 > 10.0.0.9 SUBSCRIBE ${EVENT} expires 3600
  0.1 10.0.0.9 > 10.0.0.5 200`
const LATER = '40 10.0.0.5 > 10.0.0.9 OPTIONS'

const many = (count: number, seconds: number) =>
  ladderOf(
    `${SUBSCRIBED}\n${Array.from({ length: count }, (_, i) => `${1 + (i * seconds) / count} 10.0.0.9 > 10.0.0.5 NOTIFY call subscribe ${EVENT} header "Subscription-State: active"`).join('\n')}`,
  )

testRule(notifyProblem, {
  quiet: {
    'as it should be': ladder`${SUBSCRIBED}${notified('active;expires=3600', 200)}
      ${LATER}`,
    'a server with a name of its own for the event': ladder`
      ${SUBSCRIBED.replaceAll('dialog', 'simple-message-summary')}${notified('active', 200)}
      ${LATER}`,
    'a subscription that ends': ladder`${SUBSCRIBED}${notified('terminated;reason=timeout', 481)}`,
    'the end of one': ladder`
      0   10.0.0.5 > 10.0.0.9 SUBSCRIBE ${EVENT} expires 0
      0.1 10.0.0.9 > 10.0.0.5 200
      ${LATER}`,
    'refused for another reason': ladder`
      0   10.0.0.5 > 10.0.0.9 SUBSCRIBE ${EVENT}
      0.1 10.0.0.9 > 10.0.0.5 403`,
    'one a second, but not for a minute': many(59, 50),
    'many over a long time': many(100, 150),
  },
  fires: {
    'no NOTIFY': [
      ladder`${SUBSCRIBED}
      ${LATER}`,
      { problem: 'no-notify', event: 'dialog' },
      'low',
    ],
    'no NOTIFY, but one of another subscription': [
      ladder`${SUBSCRIBED}
        0.2 10.0.0.9 > 10.0.0.5 NOTIFY call subscribe ${EVENT} header "To: <sip:b@example.com>;tag=another" header "Subscription-State: active"
        0.3 10.0.0.5 > 10.0.0.9 200 NOTIFY call subscribe
        ${LATER}`,
      { problem: 'no-notify', event: 'dialog' },
      'low',
    ],
    'an event nobody knows': [
      ladder`
        10.0.0.5 > 10.0.0.9 SUBSCRIBE header "Event: as-feature-event"
        10.0.0.9 > 10.0.0.5 489`,
      { problem: 'bad-event', event: 'as-feature-event', method: 'SUBSCRIBE', count: 1 },
      'low',
    ],
    'a publication nobody knows': [
      ladder`
        10.0.0.5 > 10.0.0.9 PUBLISH header "Event: presence"
        10.0.0.9 > 10.0.0.5 489`,
      { problem: 'bad-event', method: 'PUBLISH' },
      'low',
    ],
    'the phone has forgotten it': [
      ladder`${SUBSCRIBED}${notified('active', 481)}`,
      { problem: 'notify-lost', sender: '10.0.0.9' },
      'low',
    ],
    'it runs out again and again': [
      ladderOf(
        `${SUBSCRIBED}\n${[1, 2, 3].map((n) => `${n} 10.0.0.9 > 10.0.0.5 NOTIFY call subscribe ${EVENT} header "Subscription-State: terminated;reason=timeout"`).join('\n')}`,
      ),
      { problem: 'timeouts', count: 3 },
      'low',
    ],
    'a storm': [many(70, 60), { problem: 'storm', event: 'dialog' }, 'medium'],
  },
  unproven: {
    'no times': [
      ladder`
        10.0.0.5 > 10.0.0.9 SUBSCRIBE ${EVENT}
        10.0.0.9 > 10.0.0.5 200`,
      'no-timestamps',
    ],
    'the input ends too soon': [ladder`${SUBSCRIBED}`, 'ends-mid-dialog'],
  },
})
