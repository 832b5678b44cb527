if (process.env['FAKE_BROKEN_MIGRATION']) {
  console.error('Error: relation "x" has a dent');
  process.exit(3);
}
