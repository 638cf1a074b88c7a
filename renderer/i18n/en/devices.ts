export const devicesEn = {
  title: 'Devices',
  sub: 'Guns, scales and printers: found, set up and tried on the spot. Settings stay on this machine.',
  section: { guns: 'Guns', scales: 'Scales', printers: 'Printers' },
};
