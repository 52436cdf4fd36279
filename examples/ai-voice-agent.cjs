// After each AI voice agent call, analyze the SIP trace
// Works with Vapi, Bland.ai, Retell, or custom stacks
async function onCallEnded(callSid, sipTrace) {
  const analysis = await fetch('https://sipsymposium.com/v1/analyze', {
    method: 'POST',
    headers: {
      'Authorization': `Bearer ${process.env.SIPSYMPOSIUM_KEY}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({
      trace: sipTrace,
      context: {
        issue: 'ai-voice-agent-call',
        endpoints: ['AI Platform', 'SIP Carrier'],
      },
    }),
  }).then(r => r.json());

  // Log findings to your monitoring dashboard
  await db.insertCallAnalysis({
    call_sid: callSid,
    severity_counts: analysis.severity_counts,
    findings_count: analysis.findings.length,
    top_issue: analysis.findings[0]?.title,
    analyzed_at: analysis.meta.analyzed_at,
  });

  // Alert on critical media issues that affect STT accuracy
  const mediaIssues = analysis.findings.filter(
    f => f.category === 'media' && ['critical','high'].includes(f.severity)
  );
  if (mediaIssues.length > 0) {
    notifyDevTeam(callSid, mediaIssues);
  }
}
