/** Syllables of the characters in the demo's names, streets and estates: enough to look for them written in pinyin. */
const SYLLABLES: Readonly<Record<string, string>> = Object.fromEntries(
  (
    '王wang 李li 张zhang 刘liu 陈chen 杨yang 赵zhao 黄huang 周zhou 吴wu 徐xu 孙sun 胡hu 朱zhu 高gao 林lin 何he 郭guo ' +
    '欧ou 阳yang 司si 徒tu 小xiao 雨yu 子zi 涵han 晓xiao 明ming 雅ya 琴qin 建jian 国guo 思si 远yuan 佳jia 怡yi 梓zi ' +
    '轩xuan 丽li 磊lei 静jing 浩hao 然ran 雪xue 志zhi 强qiang 梦meng 洁jie 文wen 博bo 若ruo 溪xi 海hai 燕yan 梅mei ' +
    '青qing 禾he 路lu 云yun 帆fan 大da 道dao 百bai 合he 街jie 望wang 江jiang 东dong 松song 涛tao 春chun 晖hui 星xing ' +
    '梧wu 桐tong 巷xiang 月yue 锦jin 绣xiu 碧bi 波bo 花hua 园yuan 和he 风feng 苑yuan 金jin 穗sui 区qu 晨chen 光guang ' +
    '公gong 寓yu 悦yue 湖hu 名ming 邸di 清qing 荷he 家jia 南nan 新xin 村cun 天tian 澜lan 府fu 三san 演yan 示shi 商shang 例li'
  )
    .split(' ')
    .map((pair) => [pair.slice(0, 1), pair.slice(1)]),
);

/** The syllables of a text of known characters only; undefined for any other text. */
export function pinyinOf(text: string): readonly string[] | undefined {
  const syllables = [...text].map((char) => SYLLABLES[char]);
  return syllables.every((syllable) => syllable !== undefined) ? syllables : undefined;
}
