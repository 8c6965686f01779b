#!/usr/bin/env bash
# Cuts the shipped fonts from Debian's fonts-noto-cjk and fonts-inter (both under the SIL Open Font License, OFL.txt).
# Run it again when a sentence uses a character that no font has (the test `every_sentence_can_be_drawn` names it).
#
#   apt-get install fonts-noto-cjk fonts-inter && pip install fonttools && bash assets/fonts/make_fonts.sh
set -euo pipefail
cd "$(dirname "$0")"
noto=/usr/share/fonts/opentype/noto
inter=/usr/share/fonts/opentype/inter
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

python3 - "$work" <<'PY'
import pathlib, sys
work = pathlib.Path(sys.argv[1])

def gb2312(first, last):
    rows = [(row, cell) for row in range(first, last + 1) for cell in range(1, 95)]
    for row, cell in rows:
        try:
            yield bytes([row + 0xA0, cell + 0xA0]).decode("gb2312")
        except UnicodeDecodeError:
            pass

ftl = "".join(path.read_text() for path in sorted(pathlib.Path("../i18n").glob("*/*.ftl")))
symbols = "▲▼△▽▶◀✓✕✗●○◆◇■□★☆→←↑↓↖↗↘↙↔↕⇧…·—–−±×÷²³㎡㎢℃°′″‰≈≠≤≥∞⟨⟩“”‘’「」『』【】、。，；：？！（）《》％＋－＝～￥　"
# Names of places around the Pearl River that GB2312 lacks.
places = "墟埔塱岃圳涌滘氹凼垌塘埗磡嶂岽峯壆徑朥蚝鎅閘濠埕墪夀葵峒埇淜湴"
names = "宝安新西乡航城福永海沙井桥松岗燕罗石岩区街道社区重点巡布警网格派出所中队"
plain = "".join(chr(c) for c in range(0x20, 0x7F))
letters = plain + "".join(chr(c) for c in range(0xA0, 0x180))
(work / "han.txt").write_text("".join(gb2312(1, 9)) + "".join(gb2312(16, 87)) + symbols + places + letters + ftl)
(work / "han-bold.txt").write_text("".join(gb2312(16, 55)) + symbols + places + names + plain + ftl)
(work / "latin.txt").write_text(letters + "–−±×÷²³°′″‰≈≠≤≥→←↑↓⇧")
(work / "marks.txt").write_text("“”‘’…—")
PY

han() { # weight, characters, output
    pyftsubset "$noto/NotoSansCJK-$1.ttc" --font-number=2 --text-file="$work/$2" --output-file="$3" \
        --layout-features='' --no-hinting --desubroutinize --drop-tables+=vhea,vmtx,VORG,DSIG,BASE
}
han Regular han.txt han-regular.otf
han Bold han-bold.txt han-bold.otf

latin() { # weight, characters, output: digits are swapped for their tabular forms
    python3 - "$inter/Inter-$1.otf" "$work/tabular.otf" <<'PY'
import sys
from fontTools.ttLib import TTFont
font = TTFont(sys.argv[1])
lookups = {index for record in font["GSUB"].table.FeatureList.FeatureRecord if record.FeatureTag == "tnum"
           for index in record.Feature.LookupListIndex}
swap = {}
for index in lookups:
    for table in font["GSUB"].table.LookupList.Lookup[index].SubTable:
        swap.update(getattr(getattr(table, "ExtSubTable", table), "mapping", {}))
for table in font["cmap"].tables:
    table.cmap = {code: swap.get(name, name) if chr(code) in "0123456789.,+-−%:" else name
                  for code, name in table.cmap.items()}
font.save(sys.argv[2])
PY
    pyftsubset "$work/tabular.otf" --text-file="$work/$2" --output-file="$3" \
        --layout-features='' --no-hinting --desubroutinize --drop-tables+=DSIG,STAT,GDEF
}
latin Regular latin.txt latin-regular.otf
latin SemiBold latin.txt latin-bold.otf
latin Regular marks.txt latin-marks.otf
ls -l ./*.otf
