//! Sentences of news in many languages, written for this test.

/// A language, and sentences in it.
pub const TEXTS: [(&str, &[&str]); 20] = [
    (
        "English",
        &[
            "“We don’t know yet,” said the café’s owner – and laughed.",
            "The price rose to €1.20, or £1.05, on 3–5 July… 🚫",
            "Résumés were read by a machine — nobody told the applicants.",
            "It was 20 °C at noon; the server’s fans ran at ±5 % of their usual speed.",
            "Acme® and Foo™ are marks of their owners, © 2026.",
        ],
    ),
    (
        "Thai",
        &[
            "บริษัทประกาศเมื่อวันอังคารว่าจะหยุดใช้เครื่องมือเขียนโปรแกรมนี้ภายในเดือนกรกฎาคม",
            "นักวิจัยทดสอบรถยนต์ไร้คนขับ 12 คันบนถนนในกรุงเทพฯ โดยไม่มีอุบัติเหตุ",
            "รัฐบาลรณรงค์ให้โรงเรียนใช้ AI อย่างระมัดระวัง และรายงานผลทุกปี",
            "แบบจำลองใหม่ตอบคำถามได้เร็วขึ้น แต่ยังผิดบ่อยเมื่อถามเรื่องกฎหมาย",
            "“เราไม่ได้ยกเลิกโครงการ” โฆษกกล่าว – และขอเวลาอีกสองสัปดาห์",
            "นายทะเบียนยกคำร้อง เพราะเอกสารไม่ครบ",
        ],
    ),
    (
        "Russian",
        &[
            "Компания объявила, что с десятого июля её сотрудники не смогут пользоваться этим помощником.",
            "Учёные проверили двадцать моделей — и ни одна не справилась с задачей целиком.",
            "«Мы ещё не знаем всех подробностей», — сказала пресс-секретарь НАТО.",
            "ЕЁ ОТВЕТ: «НЕТ». СССР, США и Р’льех упомянуты в тексте.",
            "Объём данных вырос до 28 млн записей; съёмка заняла три дня…",
            "И он, и она работали в отделе № 5.",
        ],
    ),
    (
        "Ukrainian",
        &[
            "Ті, хто мав доступ, діють за новими правилами з липня.",
            "Її звіт містить дані про їхні сервери, ґрунт і повітря.",
            "Ні, ці моделі ще не вміють перевіряти джерела – каже дослідниця.",
            "«Об’єкт закрито», — повідомила служба безпеки.",
        ],
    ),
    (
        "Serbian",
        &[
            "Љубазни чувари њихове мреже јављају да је ЋУК био лажна узбуна.",
            "Ђаци су добили џепне рачунаре; „МОЈ ОДГОВОР“, каже министар, „још није готов“.",
            "Истраживачи тврде да је извештај непотпун.",
        ],
    ),
    (
        "Greek",
        &[
            "Η εταιρεία ανακοίνωσε ότι από τις 10 Ιουλίου το εργαλείο θα απαγορευτεί.",
            "«ΝΑΤΟ» και «ΟΗΕ» συμφώνησαν· το κείμενο δημοσιεύτηκε χθες…",
            "Οι ερευνητές μέτρησαν 25.000 λογαριασμούς – όχι όμως τους ίδιους.",
            "Ή τώρα ή ποτέ, είπε ο διευθυντής.",
        ],
    ),
    (
        "Chinese",
        &[
            "公司周二宣布，自七月十日起员工不得再使用该编程工具。",
            "研究人员测试了二十个模型，没有一个能独立完成任务。",
            "“我们还不清楚细节。”发言人说，茅台和联通的股价几乎没有变化。",
            "小猫么么在镜头前睡着了，视频播放量超过三百万次。",
            "Google 和 OpenAI 的工程师表示：数据中心用电量增加了 12%。",
        ],
    ),
    (
        "Traditional Chinese",
        &[
            "這項規定從七月起實施，員工們必須改用公司自己的工具。",
            "記者問她為什麼沒有公布數據，她說：「報告還沒寫完。」",
            "臺灣的學者認為，這個說法缺乏證據。",
        ],
    ),
    (
        "Japanese",
        &[
            "同社は火曜日、七月十日から社員による利用を禁止すると発表した。",
            "研究者たちは二十のモデルを試したが、課題を解けたものはなかった。",
            "「まだ詳しいことは分からない」と広報担当者は話している。",
            "半角ｶﾀｶﾅの見出しは、古い端末でﾃｽﾄされた。",
            "AI技術の利用は広がっているが、窶れた担当者もいる。",
        ],
    ),
    (
        "Korean",
        &[
            "회사는 화요일에 직원들이 이 도구를 쓰지 못하게 하겠다고 밝혔다.",
            "연구자들은 모델 스무 개를 시험했지만 과제를 푼 것은 하나도 없었다.",
            "“아직 자세한 내용은 모른다”고 대변인이 말했다.",
            "Google처럼 큰 회사도 iPhone은 따로 관리한다고 한다.",
        ],
    ),
    (
        "Arabic",
        &[
            "أعلنت الشركة يوم الثلاثاء أنها ستمنع موظفيها من استخدام الأداة ابتداءً من يوليو.",
            "هل قرأ أحد التقرير؟ قال الباحثون: «لا»، ثم نشروا الأرقام.",
            "بلغ عدد الحسابات 25 ألفًا، وفق البيان؛ ولم يؤكده أحد…",
        ],
    ),
    (
        "Persian",
        &[
            "شرکت اعلام کرد که کارکنان از ماه ژوئیه نمی‌توانند از این ابزار استفاده کنند.",
            "اگر گزارش درست باشد، چه کسی پاسخ‌گو است؟ پژوهشگران چیزی نگفتند.",
            "«تک‌تک داده‌ها بررسی شد»، سخنگو گفت.",
        ],
    ),
    (
        "Hebrew",
        &[
            "החברה הודיעה ביום שלישי כי עובדיה לא יוכלו עוד להשתמש בכלי.",
            "דובר צה״ל אמר: ״אין לנו פרטים נוספים״… ואז הלך.",
            "שָׁלוֹם לכולם, נכתב בכותרת – ולא יותר.",
        ],
    ),
    (
        "Hindi",
        &[
            "कंपनी ने मंगलवार को कहा कि जुलाई से कर्मचारी यह उपकरण इस्तेमाल नहीं कर सकेंगे।",
            "शोधकर्ताओं ने बीस मॉडल जाँचे, पर कोई भी काम पूरा नहीं कर पाया।",
            "“अभी हमें पूरी जानकारी नहीं है,” प्रवक्ता ने कहा।",
        ],
    ),
    (
        "Vietnamese",
        &[
            "Công ty thông báo hôm thứ Ba rằng nhân viên sẽ không được dùng công cụ này nữa.",
            "Các nhà nghiên cứu đã thử hai mươi mô hình – không mô hình nào hoàn thành nhiệm vụ.",
            "“Chúng tôi chưa biết rõ,” người phát ngôn nói. CHÂU Á, ĐẤT NƯỚC và THÀNH PHỐ.",
        ],
    ),
    (
        "French",
        &[
            "L’entreprise a annoncé mardi que ses employés ne pourraient plus s’en servir dès juillet.",
            "À l’été, «\u{a0}CAFÉ\u{a0}» et «CAFÉ» étaient déjà fermés : où aller, là-bas ou à Nîmes ?",
            "Le cœur du problème, d’après l’étude, est l’œuvre d’un élève zélé — âgé de 12 ans.",
            "Ça coûte 5 € ; NESTLÉ® n’a rien payé\u{a0}!",
        ],
    ),
    (
        "German",
        &[
            "Das Unternehmen kündigte an, dass Beschäftigte das Werkzeug künftig nicht mehr nutzen dürfen.",
            "„SPÄT“, sagte sie, „aber nicht ZU SPÄ…“ – und lächelte.",
            "Für Größe, Höhe und Gewicht gelten übliche Maße; ‚Ämter‘ prüfen das.",
            "Der Spaß“, hieß es, »kostet 5 €«.",
        ],
    ),
    (
        "Polish",
        &[
            "Firma ogłosiła, że od lipca pracownicy nie będą mogli używać tego narzędzia.",
            "KOŚCIÓŁ, PÓŁ ROKU PÓŹNIEJ: „źródła są sprzeczne” – mówi badaczka.",
            "Są już wyniki: żaden z modeli nie rozwiązał zadania w całości.",
        ],
    ),
    (
        "Turkish",
        &[
            "Şirket, çalışanların temmuzdan itibaren bu aracı kullanamayacağını açıkladı.",
            "“TARİHİ” bir karar mı? Araştırmacılar İstanbul’da yirmi modeli sınadı.",
            "Iğdır ve Ağrı’da öğrenciler soğuğa rağmen geldi.",
        ],
    ),
    (
        "Czech and Danish",
        &[
            "Společnost oznámila, že zaměstnanci už nesmějí nástroj používat; VÝŠE škody není známa.",
            "Příliš žluťoučký kůň a zášť — tak zněl titulek, řekl šéf.",
            "Ålborg og Ærø får ø-færger på el; „RØDGRØD“ er stadig på kortet.",
            "Blåbærøl blev solgt for 20 kr. på Sjælland – å ja.",
        ],
    ),
];
