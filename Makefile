# 地界：全部命令。每个命令自己补齐所缺，可以随时单独运行。
PYTHON ?= python3
house = @$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo "✗ 需要 Python 3.11 或更新：apt-get install python3，或用 make PYTHON=… 指明"; exit 2; }; \
	exec $(PYTHON) -m config.house

.PHONY: help run db stop test check bench bench-national soak backup restore
export PORT FILE ARGS

help:
	@echo "make run          补齐所缺，启动自带数据库，首次载入吉林，在 127.0.0.1:8000 服务（PORT= 换端口）"
	@echo "make db           同上但不启动网站；数据库保持运行"
	@echo "make stop         停止网站和自带数据库"
	@echo "make test         全部测试（先做 make check），用另一个数据库；ARGS= 交给 pytest"
	@echo "make check        只读代码的检查：ruff、格式、mypy、房间箭头、迁移"
	@echo "make bench        测速：单点查询、瓦片、检索，与同一 SQL 相比；成批装入界线（比 ogr2ogr）、重划一边、?date="
	@echo "make bench-national 全国规模：1500 万个地名的检索和同音查重、百万地名导入（约两小时，25 GB）"
	@echo "make soak         长时间的测试"
	@echo "make backup       备份到 var/backups/"
	@echo "make restore FILE=…  恢复到空的数据库"

run db stop test check bench bench-national soak backup restore:
	$(house) $@
