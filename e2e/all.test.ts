// Every journey, in one process, so that they share one browser; or, for make shots, the picture of the README.
if (process.env['ALUN_PICTURE']) {
  await import('./picture');
} else {
  await import('./journeys/sign-up');
  await import('./journeys/contacts');
  await import('./journeys/conversation');
  await import('./journeys/group');
  await import('./journeys/offline');
  await import('./journeys/devices');
  await import('./journeys/operator');
  await import('./journeys/pay');
  await import('./journeys/money-desk');
  await import('./journeys/red-packet');
  await import('./journeys/money-in-chat');
  await import('./journeys/screens');
  await import('./journeys/wallet');
}

export {};
