// Auto-analyze calls that end with short duration (quality issue signal)
// Using Asterisk AMI + SIPSymposium API
const AsteriskAmi = require('asterisk-manager');
const fs = require('fs');

const ami = new AsteriskAmi(5038, 'localhost', 'admin', 'secret', true);

ami.on('hangup', async (event) => {
  const duration = parseInt(event.duration || '0');
  const cause = event.cause;

  // Analyze short or failed calls
  if (duration < 10 || cause !== '16') {
    const logPath = `/var/log/asterisk/sip_${event.uniqueid}.log`;
    if (fs.existsSync(logPath)) {
      const trace = fs.readFileSync(logPath, 'utf8');
      const result = await analyzeSIPTrace(trace, cause);
      if (result.severity_counts.critical + result.severity_counts.high > 0) {
        alertOncall(event, result);
      }
    }
  }
});

async function analyzeSIPTrace(trace, issue) {
  const r = await fetch('https://sipsymposium.com/v1/analyze', {
    method: 'POST',
    headers: {
      'Authorization': `Bearer ${process.env.SIPSYMPOSIUM_API_KEY}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ trace, context: { issue } }),
  });
  return r.json();
}
