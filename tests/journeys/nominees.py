"""What the clerk of Jieshi types for one collective and one individual, all of it invented; and the photo."""

from io import BytesIO

from PIL import Image, ImageDraw

from tests.builders import credit_code, id_number

SENTENCE = "围绕“1246”先进制造业集群，2022年完成数字化车间改造，设备综合利用率提高12.5%。"
DEEDS = (
    "界石示例精密机械有限公司长期扎根齿轮加工，是全区“专精特新”企业中的一员。\n" + SENTENCE * 20 + "\n事迹至此为止。"
)
HONOURS = "2021年3月，在重庆市巴南区被巴南区人民政府授予“工业发展先进企业”称号"

UNIT_PART = {
    "填报单位联系人": "秦经办",
    "办公电话": "023-60000001",
    "手机": "13900000001",
    "填表日期": "2023-12-27",
    "集体研究决定日期": "2023年12月26日",
    "集体研究形式": "党委会议",
}

COLLECTIVE_NAME = "重庆界石示例精密机械有限公司"
COLLECTIVE = {
    "集体名称": COLLECTIVE_NAME,
    "集体负责人姓名": "陶示例",
    "集体负责人职务": "董事长",
    "集体人数": "186",
    "联系电话": "023-60000002",
    "集体所在地": "重庆市巴南区界石镇示例路1号",
    "统一社会信用代码": credit_code(186),
    "何时何地受过何种奖励": HONOURS,
    "先进事迹": DEEDS,
    "备注": "随附审计报告",
}

INDIVIDUAL_NAME = "程示例"
ID_NUMBER = id_number(186)  # a woman, born on 6 May 1980
INDIVIDUAL = {
    "姓名": INDIVIDUAL_NAME,
    "籍贯": "重庆市巴南区",
    "参加工作时间": "2002年7月",
    "联系方式": "13900000002",
    "工作单位": COLLECTIVE_NAME,
    "职务": "生产部经理",
    "职称": "高级工程师",
    "何时何地受过何种奖励": "2020年5月，在重庆市被重庆市总工会授予“重庆市五一劳动奖章”",
    "工作简历": (
        "2002.07--2008.06  重庆示例机械有限公司  技术员\n"
        f"2008.06--2015.03  {COLLECTIVE_NAME}  车间主任\n"
        f"2015.03--  {COLLECTIVE_NAME}  生产部经理"
    ),
    "先进事迹": "该同志从事齿轮热处理工艺攻关二十余年。\n" + SENTENCE * 10,
}
CHOICES = {
    "民族": "土家族",
    "政治面貌": "中共党员",
    "学历": "大学本科",
    "学位": "学士",
    "工作单位性质": "企业",
    "企业性质": "非国有企业",
    "人员身份": "企业职工",
}


def picture() -> dict:
    """A photo from a camera, as the browser uploads it: 1200×1200, the left third red, the middle green, the right blue."""
    image = Image.new("RGB", (1200, 1200))
    pen = ImageDraw.Draw(image)
    for third, colour in enumerate(("#c02020", "#20a020", "#2020c0")):
        pen.rectangle((third * 400, 0, third * 400 + 399, 1199), fill=colour)
    content = BytesIO()
    image.save(content, "JPEG", quality=90)
    return {"name": "证件照.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def proof() -> dict:
    """A scan of the notice on the board."""
    content = BytesIO()
    Image.new("RGB", (1240, 1754), "white").save(content, "PDF")
    return {"name": "公示照片.pdf", "mimeType": "application/pdf", "buffer": content.getvalue()}
