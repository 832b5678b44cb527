const url = (name: string, scheme = 'http') => `${scheme}://127.0.0.1:${process.env[name]}`;
console.log(JSON.stringify({ broadworksUrl: url('BROADWORKS_PORT'), webexUrl: url('WEBEX_PORT'), scimUrl: url('SCIM_PORT'), mailboxUrl: url('MAILBOX_PORT'), smtpUrl: url('SMTP_PORT', 'smtp') }));
setInterval(() => undefined, 1000);
process.on('disconnect', () => process.exit(0));
