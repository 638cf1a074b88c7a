/** The devices page: guns, scales and printers. */
export const devicesZh = {
  title: '设备',
  sub: '扫码枪、电子秤、打印机：找到、设好、当场试一下。设置只留在本机。',
  section: { guns: '扫码枪', scales: '电子秤', printers: '打印机' },
};
